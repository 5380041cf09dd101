package nnlib_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"dlmath/nnlib"
)

func ExampleNetwork_Save() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "drilling.json")

	net := nnlib.New(nnlib.Sigmoid, 2, 2, 3, 2)
	net.Params()[0] = 0.1
	if err := net.Save(path); err != nil {
		log.Fatal(err)
	}
	again, err := nnlib.Load(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again, "again, with", again.W(2).At(0, 0))
	// Output: 2-2-3-2 network, sigmoid, 23 parameters again, with 0.1
}

func ExampleNetwork_MarshalJSON() {
	net := nnlib.NewLayers(2, nnlib.Layer{Size: 2, Activation: nnlib.Tanh}, nnlib.Layer{Size: 1, Activation: nnlib.Sigmoid})
	net.SetParams([]float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, -1, 1, 0})
	text, err := net.MarshalJSON()
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(text)
	// Output:
	// {
	//   "version": 1,
	//   "sizes": [2, 2, 1],
	//   "layers": [
	//     {
	//       "activation": "tanh",
	//       "W": [
	//         [0.1, 0.2],
	//         [0.3, 0.4]
	//       ],
	//       "b": [0.5, 0.6]
	//     },
	//     {
	//       "activation": "sigmoid",
	//       "W": [
	//         [-1, 1]
	//       ],
	//       "b": [0]
	//     }
	//   ]
	// }
}

// Registered where it is declared, a function of one's own is known to every Load.
var bump = nnlib.RegisterActivation(&nnlib.Elementwise{
	Name: "bump",
	F:    func(z float64) float64 { return 1 / (1 + z*z) },
	D:    func(z, a float64) float64 { return -2 * z * a * a },
})

func ExampleRegisterActivation() {
	text, err := nnlib.New(bump, 1, 1).MarshalJSON()
	if err != nil {
		log.Fatal(err)
	}
	again := new(nnlib.Network)
	if err := again.UnmarshalJSON(text); err != nil {
		log.Fatal(err)
	}
	fmt.Println(again, "and", again.Predict([]float64{3}))
	// Output: 1-1 network, bump, 2 parameters and [1]
}
