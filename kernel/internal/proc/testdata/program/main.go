// Command program does what its arguments say, one after the other, to see how it
// is shown.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

var (
	toKernel   = os.NewFile(descriptor("DLMATH_DISPLAY"), "display")
	fromKernel = bufio.NewReader(os.NewFile(descriptor("DLMATH_DISPLAY_ACK"), "ack"))
	number     int
)

func descriptor(name string) uintptr {
	n, err := strconv.Atoi(os.Getenv(name))
	check(err)
	return uintptr(n)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "program:", err)
		os.Exit(9)
	}
}

// say sends a message and returns the answer.
func say(message map[string]any) map[string]any {
	number++
	message["id"] = number
	line, err := json.Marshal(message)
	check(err)
	_, err = toKernel.Write(append(line, '\n'))
	check(err)
	answer := hear()
	if answer["ack"] != float64(number) {
		check(fmt.Errorf("answer %v to message %d", answer, number))
	}
	return answer
}

func hear() (message map[string]any) {
	line, err := fromKernel.ReadBytes('\n')
	check(err)
	check(json.Unmarshal(line, &message))
	return message
}

func display(text string) {
	say(map[string]any{"type": "display_data", "data": map[string]string{"text/plain": text}})
}

func main() {
	for _, arg := range os.Args[1:] {
		verb, rest, _ := strings.Cut(arg, "=")
		n, _ := strconv.Atoi(rest)
		switch verb {
		case "print":
			fmt.Print(rest)
		case "error":
			fmt.Fprint(os.Stderr, rest)
		case "display":
			display(rest)
		case "displays": // of 20 kB
			for i := range n {
				fmt.Println(i)
				display(fmt.Sprint(i, strings.Repeat(" ", 20000)))
			}
		case "say": // and print the answer
			var message map[string]any
			check(json.Unmarshal([]byte(rest), &message))
			answer, err := json.Marshal(say(message))
			check(err)
			fmt.Printf("%s\n", answer)
		case "line": // as it is
			fmt.Fprintln(toKernel, rest)
		case "hear":
			for range n {
				fmt.Println(hear())
			}
		case "letters": // a byte at a time
			for _, b := range []byte(rest) {
				os.Stdout.Write([]byte{b})
				time.Sleep(100 * time.Microsecond)
			}
		case "bytes":
			var b []byte
			_, err := fmt.Sscanf(rest, "%x", &b)
			check(err)
			os.Stdout.Write(b)
		case "mebibytes": // in lines of 64 bytes, each written alone
			line := []byte(strings.Repeat("0123456789é", 5) + "abc\n")
			for range n << 20 / len(line) {
				os.Stdout.Write(line)
			}
		case "blocks": // of a mebibyte of é
			block := bytes.Repeat([]byte("é"), 1<<19)
			for range n {
				os.Stdout.Write(block)
			}
		case "together": // both streams and displays from several goroutines
			var wait sync.WaitGroup
			wait.Go(func() {
				for i := range n {
					fmt.Println(i)
				}
			})
			wait.Go(func() {
				for i := range n {
					fmt.Fprintln(os.Stderr, i)
				}
			})
			wait.Go(func() {
				for i := range n {
					display(fmt.Sprint(i))
				}
			})
			wait.Wait()
		case "sleep": // milliseconds
			time.Sleep(time.Duration(n) * time.Millisecond)
		case "exit":
			os.Exit(n)
		case "panic":
			panic(rest)
		case "nil":
			var p *int
			fmt.Println(*p)
		case "deadlock":
			select {}
		case "overflow":
			fmt.Println(overflow(1))
		case "goroutines": // that are in the trace of a panic
			for range n {
				go func() { select {} }()
			}
			time.Sleep(10 * time.Millisecond)
		case "signal": // itself
			check(syscall.Kill(os.Getpid(), syscall.Signal(n)))
			time.Sleep(time.Minute)
		case "deaf": // to SIGINT
			signal.Ignore(os.Interrupt)
		case "polite": // ends well at SIGINT
			c := make(chan os.Signal, 1)
			signal.Notify(c, os.Interrupt)
			fmt.Println("ready")
			<-c
			fmt.Println("bye")
			os.Exit(0)
		case "child": // with the same pipes
			spawn(false, rest)
		case "daemon": // in a session of its own
			spawn(true, rest)
		case "read":
			text, err := io.ReadAll(os.Stdin)
			check(err)
			fmt.Printf("%q\n", text)
		case "scan":
			lines := bufio.NewScanner(os.Stdin)
			for range n {
				fmt.Println(lines.Scan(), lines.Text())
			}
		case "close":
			syscall.Close(n)
		case "files": // in the folder for temporary files
			entries, err := os.ReadDir(os.TempDir())
			check(err)
			fmt.Println(len(entries))
		default:
			check(fmt.Errorf("there is no %q", arg))
		}
	}
}

func overflow(n int) int { return overflow(n+1) + 1 }

func spawn(session bool, script string) {
	cmd := exec.Command("sh", "-c", script)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: session}
	check(cmd.Start())
	fmt.Println(cmd.Process.Pid)
}
