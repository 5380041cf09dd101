package jupyter

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// The test binary is also the kernel that clients start: its argument is then the
// connection file.
const echoEnv = "DLMATH_TEST_ECHO_KERNEL"

func TestMain(m *testing.M) {
	if os.Getenv(echoEnv) == "" {
		os.Exit(m.Run())
	}
	if err := serveEcho(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serveEcho(connectionFile string) error {
	c, err := ReadConnection(connectionFile)
	if err != nil {
		return err
	}
	ctx, cancel := WithParent(context.Background())
	defer cancel()
	return Serve(ctx, c, newEcho())
}
