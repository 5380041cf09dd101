package cell

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var cells = []struct{ name, source, want string }{
	{"nothing", "", ""},
	{"comments alone", "// nothing\n\n/* at\nall */\n", ""},
	{"func main", "func main() {\n\tflag.Parse()\n\tx := y\n}", `
1:14 main func=true "\n\tflag.Parse()\n\tx := y\n" <- flag.Parse y
  locals x`},
	{"body", "%%\nx := 1\nfmt.Println(x)", `
2:1 main func=false "x := 1\nfmt.Println(x)" <- fmt.Println
  locals x
  3:1 value "fmt.Println(x)" call=true`},
	{"empty body", "var x = 1\n%%\n// nothing", `
1:1 var x "var x = 1"
2:3 main func=false ""`},
	{"body with arguments", "%args a\n%main -x=1 \"b c\" \"\"\nf()", `
3:1 main func=false "f()" <- f
  3:1 value "f()" call=true
args ["-x=1" "b c" ""]`},
	{"arguments apart", "%%\nf()\n%args a \"\\\"b\\n\\tc\\\\\"", `
2:1 main func=false "f()" <- f
  2:1 value "f()" call=true
args ["a" "\"b\n\tc\\"]`},
	{"declarations below %% belong to the body", "%%\nvar x = 1\nconst c, _ = x, 2\ntype T int\nl: y := T(c)", `
2:1 main func=false "var x = 1\nconst c, _ = x, 2\ntype T int\nl: y := T(c)" <- int
  locals x c T y`},
	{"statements without %%", "x := 1\nvar y = 2 // two\nfmt.Println(x, y); func f() {}; z := x\n%cd \"my folder\"\nz + x*y\n", `
4 %cd ["my folder"]
2:1 var y "var y = 2 // two"
3:20 func f "func f() {}"
1:1 main func=false "x := 1\n                \nfmt.Println(x, y);              z := x\n               \nz + x*y" <- fmt.Println y
  locals x z
  5:1 value "z + x*y" call=false`},
	{"statements on both sides of %%", "x := 1\n%%\nx++", `
1:1 main func=false "x := 1\n  \nx++"
  locals x`},
	{"value in parentheses", "é := 3\n\t(<-ch) // it", `
1:1 main func=false "é := 3\n\t(<-ch) // it" <- ch
  locals é
  2:2 value "(<-ch)" call=true`},
	{"semicolons in heads", "for i := 0; i < 3; i++ {\n}\nif x := f(); x > 0 {\n} else if y := g(); y {\n}\nswitch x := y.(type) { case int: z(x) }\n!ls\nfor _, v := range []int{1,\n2} {\n}\nL: select {}", `
7 ! "ls"
1:1 main func=false "for i := 0; i < 3; i++ {\n}\nif x := f(); x > 0 {\n} else if y := g(); y {\n}\nswitch x := y.(type) { case int: z(x) }\n   \nfor _, v := range []int{1,\n2} {\n}\nL: select {}" <- f g int y z`},
	{"function literals are statements", "func (t T) f() {}\nfunc(t T) f { return 3 }(4)\nfunc(t T) p.f { return 3 }(4)\nfunc(t T) G[int] { return 3 }(4)\nfunc() {}()", `
1:1 method T.f "func (t T) f() {}" <- T
2:1 main func=false "func(t T) f { return 3 }(4)\nfunc(t T) p.f { return 3 }(4)\nfunc(t T) G[int] { return 3 }(4)\nfunc() {}()" <- G T f int p.f
  5:1 value "func() {}()" call=true`},
	{"GoNB's own sample", gonbSample, gonbSampleWant},

	{"imports", "import _ \"embed\"\n/*\n#include <a.h>\n*/\nimport \"C\"\nimport (\n\t// for printing\n\t. \"fmt\"\n\tf `fmt`\n)\nfunc g() {}\nimport \"fmt\"\nimport \"fmt\"", `
1:8 import _ "embed"
5:8 import  "C" /*
#include <a.h>
*/
8:2 import . "fmt" // for printing
9:2 import f "fmt"
12:8 import  "fmt"
11:1 func g "func g() {}"`},
	{"a package clause is passed over", "// Package abc.\npackage abc\n\n%%\nf()", `
5:1 main func=false "f()" <- f
  5:1 value "f()" call=true`},
	{"groups", groups, `
3:2 var files "//go:embed a.txt\n\t//go:embed b.txt\nvar files embed.FS" <- embed.FS
7:2 var w "// width and height\nvar w = 3"
8:5 var h "var h = math.Sqrt(4) // size" <- math.Sqrt
9:2 var a b "var a, b = f()" <- f
11:2 var d e "//go:embed c.txt\nvar d, e string" <- string
15:1 var s "//go:embed x\nvar s string" <- string
17:1 type A "// two types\ntype A int" <- int
20:2 type B "type B[T any] = []T // the other" <- any
22:7 const p "const p int = 1" <- int
22:10 const q "const q int = p + 1" <- int p
24:2 const r "const r = 1"
25:2 const u "const u = r" <- r
27:1 const m n "const (\n\tm = 1\n\tn\n)"
31:1 var i j "var i, j = 1, 2, 3"
32:1 var _ "var _ = f()" <- f
33:1 func _ "func _() {}"`},
	{"init functions", "func init() {}\n// a\nfunc init_a() { b = 1 }\nfunc init_b(n int) {}\nfunc init_c() int { return 1 }\nfunc (t *T[K, V]) init_d() {}", `
1:1 init init "func init() {}"
2:1 init init_a "// a\nfunc init_a() { b = 1 }" <- b
4:1 func init_b "func init_b(n int) {}" <- int
5:1 func init_c "func init_c() int { return 1 }" <- int
6:1 method T.init_d "func (t *T[K, V]) init_d() {}" <- T`},

	{"shell", "!ls -l\n! echo \"%%\"\n!* pwd\n!*go get x@latest\n!if true; then \\\r\n  echo a ;\\\n fi", `
1 ! "ls -l"
2 ! "echo \"%%\""
3 !* "pwd"
4 !* "go get x@latest"
5 ! "if true; then    echo a ;  fi"`},
	{"magics", "%list\n%ls\n%remove a b\n%rm c\n%reset\n%reset go.mod\n%goflags \"\"\n%goflags --cover -x\n%env A \"b c\"\n%env B=c=d\n%cd\n%cd ~/x\n" +
		"%autoget\n%noautoget\n%with_inputs\n%with_password\n%widgets\n%widgets_hb\n%wasm\n%version\n%help\n%track\n%track a b\n%untrack a...\n%goworkfix\n%export nn/net.go\n%capture -a ${X}/f", `
1 %ls []
2 %ls []
3 %rm ["a" "b"]
4 %rm ["c"]
5 %reset []
6 %reset ["go.mod"]
7 %goflags [""]
8 %goflags ["--cover" "-x"]
9 %env ["A" "b c"]
10 %env ["B" "c=d"]
11 %cd []
12 %cd ["~/x"]
13 %autoget []
14 %noautoget []
15 %with_inputs []
16 %with_password []
17 %widgets []
18 %widgets_hb []
19 %wasm []
20 %version []
21 %help []
22 %track []
23 %track ["a" "b"]
24 %untrack ["a..."]
25 %goworkfix []
26 %export ["nn/net.go"]
27 %capture append ["${X}/f"]`},
	{"behind //gonb:", "//gonb:%%  a\n//gonb:!ls \\\n//gonb:-l \\\n -a\n//gonb: a comment\nf() //gonb:%ls", `
2 ! "ls  -l   -a"
6:1 main func=false "f() //gonb:%ls" <- f
  6:1 value "f()" call=true
args ["a"]`},
	{"magics inside of Go", "%%\nx := `\n%ls\n!rm -r /\n%%\n`\n/*\n%ls\n!ls */\nok := a &&\n!b\nf(\n!c,\n)\ny := \"%ls\"\nz := 7 %\n3", `
2:1 main func=false "x := ` + "`\\n%ls\\n!rm -r /\\n%%\\n`" + `\n/*\n%ls\n!ls */\nok := a &&\n!b\nf(\n!c,\n)\ny := \"%ls\"\nz := 7 %\n3" <- a b c f
  locals x ok y z`},
	{"exec", "// Test %exec\n\n//gonb:%exec f -x=13 b\nfunc f() {}", `
4:1 func f "func f() {}"
3:14 main func=false "f()" <- f
args ["-x=13" "b"]`},
	{"exec of a package", "%args c\n%exec p.f", `
2:7 main func=false "p.f()" <- p.f
args ["c"]`},
	{"test", "func main() {}\nfunc TestA(t *testing.T) {}\nfunc Testify() {}\n%test \"\"\nfunc BenchmarkX(b *testing.B) {}\nfunc TestMain(m *testing.M) {}\nfunc (T) TestB() {}\nfunc Test_b() {}", `
2:1 func TestA "func TestA(t *testing.T) {}" <- testing.T
3:1 func Testify "func Testify() {}"
5:1 func BenchmarkX "func BenchmarkX(b *testing.B) {}" <- testing.B
6:1 func TestMain "func TestMain(m *testing.M) {}" <- testing.M
7:1 method T.TestB "func (T) TestB() {}" <- T
8:1 func Test_b "func Test_b() {}"
1:14 main func=true ""
4 test [""] tests=["TestA" "Test_b"] benchmarks=["BenchmarkX"]`},
	{"test alone", "%test -test.v", `
1 test ["-test.v"] tests=[] benchmarks=[]`},
	{"time of a statement", "x := data()\n%time f(x,\n\t2)\n%timeit -n 100 -r3 g(x); h()\n//gonb:%timeit k()", `
1:1 main func=false "x := data()\n      f(x,\n\t2)\n                   g(x); h()\n               k()" <- data f g h k
  locals x
  2 time "f(x,\n\t2)" repeat=false 0×0
  4 time "g(x); h()" repeat=true 100×3
  5 time "k()" repeat=true 0×0`},
	{"time of a value", "%time f()", `
1:7 main func=false "f()" <- f
  1:7 value "f()" call=true
  1 time "f()" repeat=false 0×0`},
	{"time of the body", "%time // all of it\nf()\nk\n", `
2:1 main func=false "f()\nk" <- f k
  3:1 value "k" call=false
  1 time "f()\nk" repeat=false 0×0`},
	{"time of func main", "func main() { f() }\n%timeit -n5\n", `
1:14 main func=true " f() " <- f
  2 time " f() " repeat=true 5×0`},
	{"time of a block", "%timeit { x := f(); g(x) }\nh()\n%time /* later */", `
1:9 main func=false "{ x := f(); g(x) }\nh()" <- f g h
  2:1 value "h()" call=true
  1 time "{ x := f(); g(x) }" repeat=true 0×0
  3 time "{ x := f(); g(x) }\nh()" repeat=false 0×0`},
	{"time of nothing is that of all", "%time ;\n%time /* x */\nf()", `
3:1 main func=false "f()" <- f
  3:1 value "f()" call=true
  1 time "f()" repeat=false 0×0
  2 time "f()" repeat=false 0×0`},

	{"writefile", "%%writefile ${X}a.txt\né\n\n%%\nlast", `
1 whole writefile ["${X}a.txt"] append=false "é\n\n%%\nlast\n"`},
	{"writefile appends", "\n//gonb:%%writefile -a \"x y\"\r\na\r\n", `
2 whole writefile ["x y"] append=true "a\r\n\n"`},
	{"writefile of nothing", "%%writefile a", `
1 whole writefile ["a"] append=false ""`},
	{"bash", "%%bash\nif x; then\n\techo '\nfi", `
1 whole script ["bash"] append=false "if x; then\n\techo '\nfi\n"`},
	{"sh", "%%sh\nX=19", `
1 whole script ["sh"] append=false "X=19\n"`},
	{"script", "%%script bc -l\n7 + 11", `
1 whole script ["bc" "-l"] append=false "7 + 11\n"`},
	{"carriage returns", "%cd x\r\nvar s = `a\r\nb` // c\r\n%%\r\nf(s)\r\n", `
1 %cd ["x"]
2:1 var s "var s = ` + "`a\\r\\nb`" + `"
5:1 main func=false "f(s)" <- f s
  5:1 value "f(s)" call=true`},
}

const groups = `// embedded
var (
	//go:embed a.txt
	//go:embed b.txt
	files embed.FS

	// width and height
	w, h = 3, math.Sqrt(4) // size
	a, b = f()

	//go:embed c.txt
	d, e string
)

//go:embed x
var s string
// two types
type (
	A int
	B[T any] = []T // the other
)
const p, q int = 1, p + 1
const (
	r = 1
	u = r
)
const (
	m = 1
	n
)
var i, j = 1, 2, 3
var _ = f()
func _() {}
`

// gonbSample is the cell that GoNB tests its parser with.
const gonbSample = "import \"fmt\"\n\n// Some comment\n\nimport (\n  \"math\"\n  fmtOther    \"fmt\"\n  \"github.com/pkg/errors\"\n  . \"gomlx/computation\"\n)\n" + `
const PI = 3.1415

const (
	PI32 float32 = 3.1415
	E            = 2.71828
	ToBe         = "Or Not To Be"
)

var (
	x, y float32 = 1, 2
	b            = math.Sqrt(30.0 +
		34.0)
)

var z float64

type XY struct { x, y float64 }

var _ = fmt.Printf

type Kg int
type N float64

func (k *Kg) Weight() N {
	return N(k) * 9.8
}

func (k *Kg) Gain(lasagna Kg) {
	*k += lasagna
}

func (n N) Weight() N { return n }

const (
	K0 Kg = 1 << iota
	K1
	K2
)

// f calls g and adds 1.
//go:noinline
func f(x int) {
	return g(x)+1  // g not defined in this file, but we still want to parse this.
}

var c = "blah, blah, blah"

func sum[T interface{int | float32 | float64}](a, b T) T {
	return a + b
}

func init_c() {
	c += ", blah"
}

type Model[T any] struct {
	Data T
}

!echo nonono

var contents, _ = os.ReadFile("/tmp/a")

%%
fmt.Printf("Hello! %s\n", c)
fmt.Printf("1 + 3 = %d\n", sum(1, 3))
fmt.Printf("math.Pi - PI=%f\n", math.Pi - float64(PI32))
`

const gonbSampleWant = `
71 ! "echo nonono"
1:8 import  "fmt"
6:3 import  "math"
7:3 import fmtOther "fmt"
8:3 import  "github.com/pkg/errors"
9:3 import . "gomlx/computation"
12:1 const PI "const PI = 3.1415"
15:2 const PI32 "const PI32 float32 = 3.1415" <- float32
16:2 const E "const E            = 2.71828"
17:2 const ToBe "const ToBe         = \"Or Not To Be\""
21:2 var x "var x float32 = 1" <- float32
21:5 var y "var y float32 = 2" <- float32
22:2 var b "var b            = math.Sqrt(30.0 +\n\t\t34.0)" <- math.Sqrt
26:1 var z "var z float64" <- float64
28:1 type XY "type XY struct { x, y float64 }" <- float64
30:1 var _ "var _ = fmt.Printf" <- fmt.Printf
32:1 type Kg "type Kg int" <- int
33:1 type N "type N float64" <- float64
35:1 method Kg.Weight "func (k *Kg) Weight() N {\n\treturn N(k) * 9.8\n}" <- Kg N
39:1 method Kg.Gain "func (k *Kg) Gain(lasagna Kg) {\n\t*k += lasagna\n}" <- Kg
43:1 method N.Weight "func (n N) Weight() N { return n }" <- N
45:1 const K0 K1 K2 "const (\n\tK0 Kg = 1 << iota\n\tK1\n\tK2\n)" <- Kg iota
51:1 func f "// f calls g and adds 1.\n//go:noinline\nfunc f(x int) {\n\treturn g(x)+1  // g not defined in this file, but we still want to parse this.\n}" <- g int
57:1 var c "var c = \"blah, blah, blah\""
59:1 func sum "func sum[T interface{int | float32 | float64}](a, b T) T {\n\treturn a + b\n}" <- float32 float64 int
63:1 init init_c "func init_c() {\n\tc += \", blah\"\n}" <- c
67:1 type Model "type Model[T any] struct {\n\tData T\n}" <- any
73:1 var contents _ "var contents, _ = os.ReadFile(\"/tmp/a\")" <- os.ReadFile
76:1 main func=false "fmt.Printf(\"Hello! %s\\n\", c)\nfmt.Printf(\"1 + 3 = %d\\n\", sum(1, 3))\nfmt.Printf(\"math.Pi - PI=%f\\n\", math.Pi - float64(PI32))" <- PI32 c float64 fmt.Printf math.Pi sum
  78:1 value "fmt.Printf(\"math.Pi - PI=%f\\n\", math.Pi - float64(PI32))" call=true`

func TestParse(t *testing.T) {
	for _, c := range cells {
		t.Run(c.name, func(t *testing.T) {
			got := strings.TrimSpace(describe(parsed(t, c.source)))
			if diff := cmp.Diff(strings.TrimSpace(c.want), got); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", c.source, diff)
			}
		})
	}
}
