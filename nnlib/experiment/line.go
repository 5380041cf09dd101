package experiment

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"
)

// A line is one run: parameters and result, then when it began in UTC, the seconds that it
// took, the program that did it, the hash of parameters and result, and a check of the
// whole line up to there.

const timeForm = "2006-01-02T15:04:05.000000Z"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendLine writes a run with the newline, and sets its Hash and environment.
func (l *layout[P, R]) appendLine(text []byte, r *Run[P, R], environment string) ([]byte, error) {
	start := len(text)
	text, err := l.appendRun(text, r)
	if err != nil {
		return text, err
	}
	r.environment = environment
	text = append(text, `,"started":"`...)
	text = appendTime(text, r.Started)
	text = append(text, `","seconds":`...)
	text = strconv.AppendFloat(text, r.Duration.Seconds(), 'g', -1, 64)
	text = append(text, `,"environment":"`...)
	text = append(text, environment...)
	text = append(text, `","hash":"`...)
	text = append(text, r.Hash...)
	return closed(text, start), nil
}

// appendTime writes a time as timeForm says, in a fraction of the time that AppendFormat takes.
func appendTime(text []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	text = append(appendDigits(text, 4, year), '-')
	text = append(appendDigits(text, 2, int(month)), '-')
	text = append(appendDigits(text, 2, day), 'T')
	text = append(appendDigits(text, 2, hour), ':')
	text = append(appendDigits(text, 2, minute), ':')
	text = append(appendDigits(text, 2, second), '.')
	return append(appendDigits(text, 6, t.Nanosecond()/1000), 'Z')
}

func appendDigits(text []byte, digits, n int) []byte {
	text = append(text, "000000"[:digits]...)
	for i := len(text) - 1; n > 0; i-- {
		text[i] = '0' + byte(n%10)
		n /= 10
	}
	return text
}

// closed ends a line that begins at start with its check.
func closed(text []byte, start int) []byte {
	text = append(text, `","check":"`...)
	var sum [4]byte
	check := crc32.Checksum(text[start:], castagnoli)
	for i := range sum {
		sum[i] = byte(check >> (24 - 8*i))
	}
	return append(hex.AppendEncode(text, sum[:]), "\"}\n"...)
}

// tail is how many bytes the check, the end of the object and the newline take.
const tail = 8 + len("\"}\n")

var errTorn = errors.New("it is damaged or cut short")

// whole tells whether a line, with its newline, is as it was written.
func whole(line []byte) bool {
	if len(line) < tail || string(line[len(line)-3:]) != "\"}\n" {
		return false
	}
	var sum [4]byte
	if _, err := hex.Decode(sum[:], line[len(line)-tail:len(line)-3]); err != nil {
		return false
	}
	check := uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3])
	return crc32.Checksum(line[:len(line)-tail], castagnoli) == check
}

// parseLine reads what appendLine has written. It also returns the parameters as JSON.
func (l *layout[P, R]) parseLine(line []byte) (r Run[P, R], params string, err error) {
	if !whole(line) {
		return r, "", errTorn
	}
	return l.parseRow(string(line))
}

// parseRow reads a line whatever its check says, for a record that a person may have edited.
func (l *layout[P, R]) parseRow(line string) (r Run[P, R], params string, err error) {
	s := &scanner{text: line}
	if err := l.parseRun(s, &r); err != nil {
		return r, "", err
	}
	run := s.text[:s.at]
	var started, seconds, hash string
	for _, f := range []struct {
		key  string
		text *string
	}{{`,"started":`, &started}, {`,"seconds":`, &seconds}, {`,"environment":`, &r.environment}, {`,"hash":`, &hash}} {
		if !s.take(f.key) {
			return r, "", s.expected(f.key)
		}
		if *f.text, err = s.value(); err != nil {
			return r, "", err
		}
	}
	if r.environment, err = parseString(r.environment); err != nil {
		return r, "", fmt.Errorf("environment: %w", err)
	}
	if hash, err = parseString(hash); err != nil {
		return r, "", fmt.Errorf("hash: %w", err)
	}
	if r.Started, err = time.Parse(`"`+timeForm+`"`, started); err != nil {
		return r, "", err
	}
	x, err := strconv.ParseFloat(seconds, 64)
	if err != nil {
		return r, "", err
	}
	r.Duration = time.Duration(x*1e9 + 0.5)

	again, err := l.appendRun(nil, &r)
	if err != nil {
		return r, "", err
	}
	if string(again) != run || r.Hash != hash {
		return r, "", fmt.Errorf("its hash is %.40s, and that of what it holds %s", hash, r.Hash)
	}
	text, err := l.appendParams(nil, &r.Params)
	return r, string(text), err
}
