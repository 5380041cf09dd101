package build

import (
	"testing"

	"dlmath/kernel/internal/build/buildtest"
)

func TestMain(m *testing.M) { buildtest.Main(m) }
