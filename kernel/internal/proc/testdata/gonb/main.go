// Command gonb uses GoNB's packages as a cell does, as its arguments say.
package main

import (
	"bufio"
	"encoding/gob"
	"fmt"
	"image"
	"os"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/comms"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func main() {
	gob.Register(map[string]any{})
	gob.Register([]any{})
	for _, arg := range os.Args[1:] {
		verb, rest, _ := strings.Cut(arg, "=")
		switch verb {
		case "print":
			fmt.Print(rest)
		case "html":
			gonbui.DisplayHtml(rest)
		case "large":
			gonbui.DisplayHtml(strings.Repeat(rest, 100_000))
		case "update":
			gonbui.UpdateHTML("id", rest)
		case "svg":
			gonbui.DisplaySvg(rest)
		case "png":
			if err := gonbui.DisplayImage(image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
				panic(err)
			}
		case "sync":
			gonbui.Sync()
		case "input":
			gonbui.RequestInput(rest, true)
			line, err := bufio.NewReader(os.Stdin).ReadString('\n')
			fmt.Printf("%q %v\n", line, err)
		case "widgets":
			slider := comms.Listen[int]("/slider")
			comms.Send("/label", map[string]float64{"x": 1.5})
			fmt.Println(comms.ReadValue[string]("/text"))
			fmt.Println(<-slider.C, <-slider.C)
			slider.Close()
		case "wrong":
			for _, mime := range []protocol.MIMEType{protocol.MIMECommValue, protocol.MIMECommSubscribe, protocol.MIMEJupyterInput} {
				gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{mime: 1}})
			}
		case "data":
			gonbui.SendData(&protocol.DisplayData{
				Data: map[protocol.MIMEType]any{
					"application/json": map[string]any{"a": []any{1, "b"}},
					"text/plain":       []byte("text"),
				},
				Metadata: map[string]any{"width": 3},
			})
		case "garbage":
			pipe, err := os.OpenFile(os.Getenv(protocol.GONB_PIPE_ENV), os.O_WRONLY, 0)
			if err != nil {
				panic(err)
			}
			pipe.WriteString("\x05garbage, then more of it")
		default:
			panic(arg)
		}
	}
}
