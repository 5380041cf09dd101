package onnx

import "testing"

func TestTooLargeForAFile(t *testing.T) {
	if err := checkSize(maxParams); err != nil {
		t.Error(err)
	}
	if err := checkSize(maxParams + 1); err == nil {
		t.Errorf("%d parameters were taken, %d bytes", maxParams+1, 8*(int64(maxParams)+1))
	}
}
