package train_test

import (
	"bytes"
	"encoding/gob"
	"slices"
	"strings"
	"testing"

	"dlmath/nnlib/train"
)

// A training that travelled by gob goes on with the bits of one that did not.
func TestGobGoesOnWithTheSameBits(t *testing.T) {
	whole, first, second := drilling(), drilling(), drilling()
	whole.Steps, first.Steps, second.Steps = 90, 40, 90
	for _, tr := range []*train.Trainer{whole, first, second} {
		tr.Rule = &train.Adam{Rate: 0.01}
	}
	run(whole)
	run(first)
	var stream bytes.Buffer
	if err := gob.NewEncoder(&stream).Encode(first); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(&stream).Decode(second); err != nil {
		t.Fatal(err)
	}
	run(second)
	if !slices.Equal(whole.Objective.Network.Params(), second.Objective.Network.Params()) {
		t.Error("the parameters differ after a journey by gob")
	}
}

func TestGobRefusesWhatSaveAndResumeRefuse(t *testing.T) {
	drawn := drilling()
	drawn.Draw = func(int) int { return 0 }
	if err := gob.NewEncoder(&bytes.Buffer{}).Encode(drawn); err == nil || !strings.Contains(err.Error(), "Draw") {
		t.Errorf("encoding a trainer with a Draw: %v", err)
	}
	if err := drilling().GobDecode([]byte(`{"format":"dlmath training","version":1`)); err == nil || !strings.Contains(err.Error(), "cannot go on") {
		t.Errorf("decoding a stream cut short: %v", err)
	}
}
