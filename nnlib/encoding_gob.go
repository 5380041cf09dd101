package nnlib

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
)

// GobEncode lets encoding/gob write the network, alone or within other values: its
// version, sizes, activation names and parameters, to the bit. The errors are those
// of [Network.MarshalJSON].
func (n Network) GobEncode() ([]byte, error) {
	k, err := n.keep()
	if err != nil {
		return nil, fmt.Errorf("nnlib: %w", err)
	}
	var data bytes.Buffer
	enc := gob.NewEncoder(&data)
	err = errors.Join(enc.Encode(version), enc.Encode(k))
	return data.Bytes(), err
}

// GobDecode turns n into the network that [Network.GobEncode] wrote. Views of n's
// former parameters no longer belong to it. The errors are those of
// [Network.UnmarshalJSON], and for a parameter that is NaN or infinite; they leave n
// as it was.
func (n *Network) GobDecode(data []byte) error {
	decoded, err := networkFromGob(data)
	if err != nil {
		return fmt.Errorf("nnlib: %w", err)
	}
	*n = *decoded
	return nil
}

func networkFromGob(data []byte) (*Network, error) {
	dec := gob.NewDecoder(bytes.NewReader(data))
	var v int
	if err := dec.Decode(&v); err != nil {
		return nil, gobError(err)
	}
	if err := checkVersion(v); err != nil {
		return nil, err
	}
	var k kept
	if err := dec.Decode(&k); err != nil {
		return nil, gobError(err)
	}
	return k.network()
}

func gobError(err error) error {
	return fmt.Errorf("the gob data are cut short, damaged, or no network: %w", err)
}
