package nbformat

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// document is the text of a notebook. All but check suppose that it is valid JSON.
type document []byte

// span is where a value, or a key, begins and ends.
type span struct{ start, end int }

// member is a key of an object with its value.
type member struct {
	name       string
	key, value span
}

// object is the members of an object, in the order in which they stand.
type object []member

// get returns where the value of that name stands.
func (o object) get(name string) (value span, ok bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return span{}, false
}

// object returns the members of the object there. Two of one name are an error:
// which of them counts is not defined, and Jupyter would drop the other.
func (d document) object(at span) (object, error) {
	var o object
	seen := map[string]bool{}
	for i := d.skip(at.start + 1); d[i] != '}'; i = d.skip(i) {
		key := span{i, d.end(i)}
		i = d.skip(key.end)
		value := span{i, d.end(i)}
		i = value.end
		name := d.decode(key).(string)
		if seen[name] {
			return nil, d.errorf(key.start, "the key %q stands a second time in the same object: keep one of the two", name)
		}
		seen[name] = true
		o = append(o, member{name, key, value})
	}
	return o, nil
}

// array returns where the elements of the array there stand.
func (d document) array(at span) (elements []span) {
	for i := d.skip(at.start + 1); d[i] != ']'; i = d.skip(i) {
		e := span{i, d.end(i)}
		elements = append(elements, e)
		i = e.end
	}
	return elements
}

// skip returns the offset, from i on, of what is no space, comma or colon.
func (d document) skip(i int) int {
	for strings.IndexByte(" \t\r\n,:", d[i]) >= 0 {
		i++
	}
	return i
}

// end returns the offset behind the value that begins at i.
func (d document) end(i int) int {
	if strings.IndexByte(`"[{`, d[i]) < 0 {
		if n := bytes.IndexAny(d[i:], " \t\r\n,]}"); n >= 0 {
			return i + n
		}
		return len(d)
	}
	for depth := 0; ; {
		switch d[i] {
		case '"':
			for i++; d[i] != '"'; i++ {
				if d[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if i++; depth == 0 {
			return i
		}
	}
}

// decode returns the value there, as unmarshal does.
func (d document) decode(at span) any {
	v, err := unmarshal(d[at.start:at.end])
	if err != nil {
		panic(err) // check has let it pass
	}
	return v
}

// excerpt returns the beginning of the value there on a line, for a message.
func (d document) excerpt(at span) string {
	const most = 40
	end := min(at.end, at.start+utf8.UTFMax*(most+1))
	s := []rune(strings.Join(strings.Fields(string(d[at.start:end])), " "))
	if len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(s)
}
