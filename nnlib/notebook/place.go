package notebook

import (
	"fmt"
	"math/rand/v2"

	"dlmath/nnlib/notebook/internal/frontend"
)

// Place is a part of the output that can be replaced. Its zero value is a new place.
type Place struct{ id string }

// Show displays a value as [Show] does: the first one below all that was shown before,
// and each later one in place of the one before it. Outside a notebook only the first is
// printed.
func (p *Place) Show(v any) {
	if p.id != "" {
		complain(frontend.Update(p.id, bundleOf(v)))
		return
	}
	p.id = fmt.Sprintf("place-%016x", rand.Uint64())
	complain(frontend.Display(p.id, bundleOf(v)))
}

// Attended tells whether somebody may be looking on: whether a front end is there that
// can answer. Elsewhere nothing need be shown that will be replaced soon.
func Attended() bool {
	m := newLayout() // which is part of nothing
	if m.show() != nil {
		return false
	}
	complain(frontend.Send(frontend.Comm{Kind: "comm_close", ID: m.id}))
	return true
}
