package cell

// Close returns the source with what is open at its end closed: a text or a
// comment, then brackets. What is wrong before that stays so.
func Close(source string) string {
	for range 3 { // a text or a comment, then brackets
		p := newParser(source)
		err := p.scan()
		if err == nil || err.closer == "" {
			break
		}
		source += err.closer
	}
	return source
}
