package jupyter

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// ErrParentDied is the cause with which the context of [WithParent] ends.
var ErrParentDied = errors.New("the process that started the kernel has ended")

const parentPoll = 500 * time.Millisecond

// WithParent returns a context that ends within a second after the process that
// started this one, or the one that JPY_PARENT_PID names: Jupyter's server, when
// another program such as a script stands between.
func WithParent(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	parent := os.Getppid()
	server, _ := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	go func() {
		look := time.NewTicker(parentPoll)
		defer look.Stop()
		for {
			orphan := os.Getppid() != parent // adopted by another process
			if orphan || server > 1 && errors.Is(unix.Kill(server, 0), unix.ESRCH) {
				cancel(ErrParentDied)
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-look.C:
			}
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}
