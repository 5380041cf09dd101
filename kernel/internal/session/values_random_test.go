package session

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var randomCells = flag.Int("cells", 14, "how many random cells TestRandomPrograms runs")

// pieces are what random programs are made of. In initialisers $N, $S, $P, $M and $R stand for
// globals declared before, and # for a small number.
const pieces = `
type node struct {
	value int
	next  *node
}

func (n *node) add() int { n.value++; return n.value }

func same[T any](v T) T             { return v }
func sum(s []int) (n int)           { for _, v := range s { n = 3*n + v }; return n }
func bump(s []int) int              { if len(s) == 0 { return -1 }; s[0]++; return s[0] }
func tail(s []int) []int            { return s[len(s)/2:] }
func grown(s []int, v int) []int    { return append(s, v) }
func fresh(v int) []int             { return append(make([]int, 0, v+2), v, v+1) }
func made(v int) *node              { return &node{value: v} }
func link(n *node) *node            { return &node{7, n} }
func table(v int) map[string]int    { return map[string]int{"a": v, "b": v + 1} }
func count(m map[string]int) int    { m["count"]++; return m["count"] }
func two(v int) (int, []int)        { return v + 1, []int{v, v} }
func (n *node) String() string      { if n == nil { return "nil" }; return fmt.Sprint(n.value, "→", n.next) }
`

var initialisers = map[string][]string{
	"N": {"#", "same($N + #)", "sum($S)", "bump($S)", "$P.add()", "count($M)", "$R.IntN(1000)", "$N", "len($M)", "bump($S) + count($M)"},
	"S": {"fresh(#)", "grown($S, #)", "tail($S)", "$S[:1]", "[]int{#, $N}", "same($S)", "grown(nil, $N)"},
	"P": {"made(#)", "link($P)", "same($P)", "&node{value: $N}", "made($R.IntN(#+1))"},
	"M": {"table(#)", "same($M)", "map[string]int{\"c\": $N}", "table($N)"},
	"R": {"rand.New(rand.NewPCG(#, 0))", "same(rand.New(rand.NewPCG(#, 1)))"},
}

// Whatever a notebook declares, in whatever order its cells run, it gives the same as
// if everything were evaluated in every cell.
func TestRandomPrograms(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	randomPrograms(t, seed, *randomCells)
}

func randomPrograms(t *testing.T, seed uint64, cells int) {
	rng := rand.New(rand.NewPCG(seed, 0))
	kinds := "NSPMR"
	var names []string // in order: the initialiser of each uses earlier ones alone
	for i := range 15 {
		names = append(names, fmt.Sprintf("%c%d", "NSPMR"[i%5], i))
	}
	declare := func(i int) string {
		forms := initialisers[names[i][:1]]
		form := forms[rng.IntN(len(forms))]
		if i < 5 {
			form = forms[0]
		}
		form = strings.ReplaceAll(form, "#", fmt.Sprint(rng.IntN(4)))
		form = earlier.ReplaceAllStringFunc(form, func(s string) string {
			k := strings.Index(kinds, s[1:])
			return names[k+5*rng.IntN((i-1-k)/5+1)]
		})
		if names[i][0] == 'N' && rng.IntN(4) == 0 {
			return fmt.Sprintf("var %s, _ = two(%s)\n", names[i], form)
		}
		return fmt.Sprintf("var %s = %s\n", names[i], form)
	}
	kept, evaluated := newSession(t), newSession(t)
	evaluated.values.off = true
	source := pieces
	for _, i := range rng.Perm(len(names)) {
		source += declare(i)
	}
	for n := range cells {
		if n > 0 {
			source = ""
			if rng.IntN(2) == 0 {
				source = declare(rng.IntN(len(names)))
			}
			var print []string
			for range 1 + rng.IntN(4) {
				name := names[rng.IntN(len(names))]
				if name[0] == 'R' {
					name += ".IntN(100)"
				}
				print = append(print, name)
			}
			source += "%%\nfmt.Println(" + strings.Join(print, ", ") + ")\n"
			if s := "S" + fmt.Sprint(1+5*rng.IntN(3)); rng.IntN(3) == 0 {
				source += fmt.Sprintf("fmt.Println(append(%s[:0:cap(%s)], 9), cap(%s), %s == nil)\n", s, s, s, s)
			}
		}
		var got, want recorder
		gotErr := kept.Execute(t.Context(), Cell{Source: source, Number: n + 1}, Alone{&got})
		wantErr := evaluated.Execute(t.Context(), Cell{Source: source, Number: n + 1}, Alone{&want})
		if gotErr != nil {
			t.Fatalf("seed %d, cell %d: %v\n%s\n%s", seed, n+1, gotErr, source, sourcesOf(kept))
		}
		text := notice.ReplaceAllString(got.text.String(), "")
		if text != want.text.String() || wantErr != nil {
			t.Fatalf("seed %d, cell %d gives %q (%v), want %q (%v)\n%s\nDeclared are:\n%s\n%s", seed, n+1,
				text, gotErr, want.text.String(), wantErr, source, kept.listing(), sourcesOf(kept))
		}
	}
}

func sourcesOf(s *Session) (text string) {
	for _, d := range s.decls.list {
		if len(d.Names[0]) < 4 {
			text += d.Source + "\n"
		}
	}
	return text
}

var (
	earlier = regexp.MustCompile(`\$[NSPMR]`)
	notice  = regexp.MustCompile(`display_data .* ended with that cell\.\n`)
)
