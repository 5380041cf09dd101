package nnlib_test

import (
	"testing"

	"dlmath/nnlib"
)

// fuzzDecode checks what every decoded network must keep to: it works, and it comes
// back from being encoded with the same bits. A refusal leaves nothing behind.
func fuzzDecode(t *testing.T, decode func(*nnlib.Network) error, again func(*nnlib.Network) (*nnlib.Network, error)) {
	net := new(nnlib.Network)
	if err := decode(net); err != nil {
		if net.L() != 0 || net.Params() != nil {
			t.Fatalf("refused (%v), yet there is a %v", err, net)
		}
		return
	}
	if got := len(net.Predict(make([]float64, net.Size(1)))); got != net.Size(net.L()) {
		t.Fatalf("%d outputs of a %v", got, net)
	}
	back, err := again(net)
	if err != nil {
		t.Fatal(err)
	}
	sameNetwork(t, net, back)
}

func FuzzNetworkJSON(f *testing.F) {
	text, err := oldNetwork().MarshalJSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for _, c := range badJSONs {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzDecode(t, func(n *nnlib.Network) error { return n.UnmarshalJSON(text) },
			func(n *nnlib.Network) (*nnlib.Network, error) {
				text, err := n.MarshalJSON()
				if err != nil {
					return nil, err
				}
				back := new(nnlib.Network)
				return back, back.UnmarshalJSON(text)
			})
	})
}

func FuzzNetworkGob(f *testing.F) {
	data, err := oldNetwork().GobEncode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for _, c := range badGobs {
		f.Add(c.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzDecode(t, func(n *nnlib.Network) error { return n.GobDecode(data) },
			func(n *nnlib.Network) (*nnlib.Network, error) {
				data, err := n.GobEncode()
				if err != nil {
					return nil, err
				}
				back := new(nnlib.Network)
				return back, back.GobDecode(data)
			})
	})
}
