package build

import (
	"go/ast"
	gobuild "go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
)

// exports is what a package offers.
type exports struct {
	name  string          // of the package
	names map[string]bool // exported at file scope; true for what is deprecated
}

// exports returns what a package offers; the zero value if it cannot be imported
// on this platform.
func (x *index) exports(e entry) exports {
	if known, ok := x.exported[e.dir]; ok {
		return known
	}
	read := readExports(e.dir)
	if !e.change {
		if x.exported == nil {
			x.exported = map[string]exports{}
		}
		x.exported[e.dir] = read
	}
	return read
}

// readExports reads the package's Go files, as far as they belong to this
// platform and parse.
func readExports(dir string) exports {
	platform := gobuild.Default
	platform.CgoEnabled = false
	p, err := platform.ImportDir(dir, 0)
	if err != nil || p.Name == "main" {
		return exports{}
	}
	found := exports{p.Name, map[string]bool{}}
	files := token.NewFileSet()
	for _, name := range p.GoFiles {
		file, _ := parser.ParseFile(files, filepath.Join(dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if file == nil {
			continue
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					found.add(d.Name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						found.add(s.Name, s.Doc, d.Doc)
					case *ast.ValueSpec:
						for _, name := range s.Names {
							found.add(name, s.Doc, d.Doc)
						}
					}
				}
			}
		}
	}
	return found
}

var deprecation = regexp.MustCompile(`(?m)^Deprecated: `)

func (e exports) add(name *ast.Ident, docs ...*ast.CommentGroup) {
	if !name.IsExported() {
		return
	}
	deprecated := false
	for _, doc := range docs {
		deprecated = deprecated || doc != nil && deprecation.MatchString(doc.Text())
	}
	e.names[name.Name] = deprecated
}

// near says whether one of the selected names is a slip for an exported one:
// fmt.println, but not net.Params, where net is a variable that nobody declared.
func (e exports) near(selected map[string]bool) bool {
	for s := range selected {
		for name := range e.names {
			common := 0
			for common < min(len(s), len(name)) && s[common]|0x20 == name[common]|0x20 {
				common++
			}
			if common >= max(3, len(s)-2) {
				return true
			}
		}
	}
	return false
}
