package nnlib

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// jsonNetwork is what UnmarshalJSON reads. Rows stay text until their layer is known,
// so that an error can name it.
type jsonNetwork struct {
	Sizes  []int `json:"sizes"`
	Layers []struct {
		Activation string            `json:"activation"`
		W          []json.RawMessage `json:"W"`
		B          json.RawMessage   `json:"b"`
	} `json:"layers"`
}

// MarshalJSON returns the network as a JSON object that a person can read:
//
//	{
//	  "version": 1,
//	  "sizes": [2, 1],
//	  "layers": [
//	    {
//	      "activation": "sigmoid",
//	      "W": [
//	        [0.1, 0.2]
//	      ],
//	      "b": [0.3]
//	    }
//	  ]
//	}
//
// Each of the layers 2, …, L has W^[l] as rows. Every number is the shortest that
// reads back to the same bits.
//
// It returns an error when a parameter is NaN or infinite, or when an activation
// function is not known to [RegisterActivation].
//
// The receiver is a value, because encoding/json would pass over the method of a
// pointer where a Network lies in another struct.
func (n Network) MarshalJSON() ([]byte, error) {
	text, err := n.jsonText()
	if err != nil {
		return nil, fmt.Errorf("nnlib: %w", err)
	}
	return text, nil
}

const (
	networkForm = `{
  "version": %d,
  "sizes": %s,
  "layers": [
%s
  ]
}
`
	layerForm = `    {
      "activation": %s,
      "W": [
%s
      ],
      "b": %s
    }`
	rowForm = `        %s`
)

func (n *Network) jsonText() ([]byte, error) {
	k, err := n.keep()
	if err != nil {
		return nil, err
	}
	var layers []string
	for l := 2; l <= n.L(); l++ {
		var rows []string
		for row := range slices.Chunk(n.weights(n.p, l), n.Size(l-1)) {
			rows = append(rows, fmt.Sprintf(rowForm, jsonList(row)))
		}
		name, _ := json.Marshal(k.Activations[l-2]) // every string has its JSON
		layers = append(layers, fmt.Sprintf(layerForm, name, strings.Join(rows, ",\n"), jsonList(n.biases(n.p, l))))
	}
	return fmt.Appendf(nil, networkForm, version, jsonList(k.Sizes), strings.Join(layers, ",\n")), nil
}

// jsonList returns finite numbers as a JSON array, with a space after each comma.
func jsonList[T int | float64](numbers []T) []byte {
	text, _ := json.Marshal(numbers) // finite numbers always have their JSON
	return bytes.ReplaceAll(text, []byte(","), []byte(", "))
}

// UnmarshalJSON turns n into the network that [Network.MarshalJSON] wrote. Views of
// n's former parameters no longer belong to it.
//
// It returns an error that says what is wrong and where, and leaves n as it was, when
// the text is cut short or no such JSON, comes from a newer version, names an unknown
// activation function (see [RegisterActivation]), has softmax before the output, or
// when weights, biases and sizes do not fit together.
func (n *Network) UnmarshalJSON(text []byte) error {
	decoded, err := networkFromJSON(text)
	if err != nil {
		return fmt.Errorf("nnlib: %w", err)
	}
	*n = *decoded
	return nil
}

func networkFromJSON(text []byte) (*Network, error) {
	var head struct {
		Version *int `json:"version"`
	}
	if err := jsonDecode(text, &head); err != nil {
		return nil, err
	}
	if head.Version == nil {
		return nil, errors.New(`this JSON is no network; it has no "version"`)
	}
	if err := checkVersion(*head.Version); err != nil {
		return nil, err
	}
	var file jsonNetwork
	if err := jsonDecode(text, &file); err != nil {
		return nil, err
	}
	k, err := file.kept()
	if err != nil {
		return nil, err
	}
	return k.network()
}

// kept collects the parameters, each row checked against the sizes.
func (file jsonNetwork) kept() (kept, error) {
	k := kept{Sizes: file.Sizes}
	if len(file.Layers) != len(file.Sizes)-1 {
		return k, fmt.Errorf("the network has %d sizes and %d layers; the sizes are those of the input and of each layer", len(file.Sizes), len(file.Layers))
	}
	for i, layer := range file.Layers {
		l := i + 2
		k.Activations = append(k.Activations, layer.Activation)
		if len(layer.W) != file.Sizes[l-1] {
			return k, fmt.Errorf("layer %d: W has %d rows; by the sizes it has %d", l, len(layer.W), file.Sizes[l-1])
		}
		for j, row := range layer.W {
			if err := k.addRow(row, file.Sizes[l-2]); err != nil {
				return k, fmt.Errorf("layer %d: row %d of W %w", l, j+1, err)
			}
		}
		if err := k.addRow(layer.B, file.Sizes[l-1]); err != nil {
			return k, fmt.Errorf("layer %d: b %w", l, err)
		}
	}
	return k, nil
}

// addRow appends the numbers of one row to the parameters.
func (k *kept) addRow(row json.RawMessage, want int) error {
	// encoding/json takes null for 0, and JavaScript writes NaN as null.
	if row == nil || bytes.Contains(row, []byte("null")) {
		return errors.New("is missing, or has null in the place of a number")
	}
	var numbers []float64
	if err := json.Unmarshal(row, &numbers); err != nil {
		return fmt.Errorf("is not a list of finite numbers: %w", err)
	}
	if len(numbers) != want {
		return fmt.Errorf("has %d numbers; by the sizes it has %d", len(numbers), want)
	}
	k.Params = append(k.Params, numbers...)
	return nil
}

func jsonDecode(text []byte, v any) error {
	err := json.Unmarshal(text, v)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("the network is cut short or damaged: no JSON after byte %d of %d: %w", syntax.Offset, len(text), err)
	}
	if err != nil {
		return fmt.Errorf("this JSON is no network: %w", err)
	}
	return nil
}
