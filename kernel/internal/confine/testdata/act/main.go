// Command act does what a submission should not be able to do, and says how it went.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

func main() {
	what, argument := os.Args[1], os.Args[2]
	var err error
	switch what {
	case "read":
		_, err = os.ReadFile(argument)
	case "write":
		err = os.WriteFile(argument, []byte("x"), 0o644)
	case "large":
		err = os.WriteFile(argument, make([]byte, 3<<20), 0o644)
	case "list":
		var entries []os.DirEntry
		if entries, err = os.ReadDir(argument); err == nil {
			var names []string
			for _, e := range entries {
				names = append(names, e.Name())
			}
			fmt.Println(strings.Join(names, " "))
			return
		}
	case "tcp":
		_, err = net.DialTimeout("tcp", argument, time.Second)
	case "udp":
		var c net.Conn
		if c, err = net.Dial("udp", argument); err == nil {
			_, err = c.Write([]byte("x"))
		}
	case "run":
		err = exec.Command(argument).Run()
	case "memory":
		n, _ := strconv.Atoi(argument)
		block := make([]byte, n<<20)
		for i := range block {
			block[i] = 1
		}
	case "pieces":
		for all := [][]byte{}; ; {
			block := make([]byte, 1<<20)
			for i := range block {
				block[i] = 1
			}
			all = append(all, block)
		}
	case "nil":
		fmt.Println(*(*map[string]*int)(nil))
	case "pretend":
		panic("runtime: out of memory")
	case "spin":
		for {
		}
	case "environment":
		fmt.Println(os.Getenv(argument))
		return
	}
	if err != nil {
		fmt.Println("no")
		return
	}
	fmt.Println("done")
}
