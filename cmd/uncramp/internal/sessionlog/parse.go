package sessionlog

import (
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"uncramp/routine/yamlfile"
)

// parse reads the lines of a text, on all cores. It is written by hand because
// encoding/json takes five times as long.
func parse(text string) Log {
	const least = 1 << 20 // less is not worth a goroutine
	n := min(runtime.GOMAXPROCS(0), 1+len(text)/least)
	logs := make([]Log, n)
	var done sync.WaitGroup
	for i := range logs {
		part := text
		if end := strings.IndexByte(text[len(text)/(n-i):], '\n'); i < n-1 && end >= 0 {
			part = text[:len(text)/(n-i)+end+1]
		}
		text = text[len(part):]
		done.Go(func() { logs[i] = parseLines(part) })
	}
	done.Wait()
	all := logs[0]
	for _, l := range logs[1:] {
		all.Sessions, all.Damaged = append(all.Sessions, l.Sessions...), all.Damaged+l.Damaged
	}
	all.Sessions = complete(all.Sessions)
	return all
}

func parseLines(text string) (l Log) {
	p := newParser()
	l.Sessions = make([]Session, 0, strings.Count(text, "\n")+1)
	for len(text) > 0 {
		var line string
		if line, text, _ = strings.Cut(text, "\n"); strings.TrimSpace(line) == "" {
			continue
		}
		n := len(l.Sessions)
		l.Sessions = l.Sessions[:n+1]
		if !p.session(line, &l.Sessions[n]) {
			l.Sessions[n] = Session{}
			l.Sessions = l.Sessions[:n]
			l.Damaged++
		}
	}
	return l
}

// complete puts the last line of a session in the place of the line that was
// written when it had started.
func complete(all []Session) []Session {
	started := map[string]int{} // indices by ID
	kept := all[:0]
	for i := range all {
		if at, known := started[all[i].ID]; known {
			kept[at] = all[i]
			continue
		}
		if all[i].Ended == Started {
			started[all[i].ID] = len(kept)
		}
		kept = append(kept, all[i])
	}
	return kept
}

// parser reads one JSON value after another. What is no JSON makes bad true.
type parser struct {
	line  string
	at    int // how much of line has been read
	bad   bool
	zones map[int]*time.Location // by seconds east of UTC
}

func newParser() *parser { return &parser{zones: map[int]*time.Location{0: time.UTC}} }

// session reads a line, and reports whether it is a session. Keys that it does
// not know belong to later versions.
func (p *parser) session(line string, s *Session) bool {
	p.line, p.at, p.bad = line, 0, false
	p.object(func(key string) {
		switch key {
		case "v":
			s.Version = p.number()
		case "id":
			s.ID = p.text()
		case "start":
			s.Start = p.time()
		case "end":
			s.End = p.time()
		case "routine":
			s.Routine = p.text()
		case "side":
			s.Side = p.text()
		case "held_left":
			s.HeldLeft = p.number()
		case "held_right":
			s.HeldRight = p.number()
		case "holds":
			s.Whole = p.number()
		case "holds_cut":
			s.Cut = p.number()
		case "ended":
			s.Ended = Ending(p.text())
		case "stopped_at":
			s.StoppedAt = p.number()
		case "said":
			p.list(func() { s.Said = append(s.Said, p.text()) })
		case "settings":
			s.Settings = map[string]string{}
			p.object(func(key string) { s.Settings[key] = p.text() })
		default:
			p.skip(0)
		}
	})
	p.space()
	ok := !p.bad && p.at == len(line) && s.Version > 0 && !s.Start.IsZero() && !s.End.IsZero()
	return ok && (s.Side == "left" || s.Side == "right" || s.Side == "both")
}

// more reports whether there is anything left to read.
func (p *parser) more() bool { return p.at < len(p.line) }

// space skips white space.
func (p *parser) space() {
	for p.more() && (p.line[p.at] == ' ' || p.line[p.at] == '\t' || p.line[p.at] == '\r') {
		p.at++
	}
}

// next takes c, if it comes next.
func (p *parser) next(c byte) bool {
	if p.space(); !p.more() || p.line[p.at] != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) want(c byte) { p.bad = !p.next(c) || p.bad }

// object calls value with each key; value reads what belongs to it.
func (p *parser) object(value func(key string)) {
	p.want('{')
	for more := !p.next('}'); more && !p.bad; more = p.next(',') {
		key := p.string()
		if p.want(':'); p.bad {
			return
		}
		if value(key); !p.bad && p.next('}') {
			return
		}
	}
}

// list calls value, which reads one, as often as there are values.
func (p *parser) list(value func()) {
	p.want('[')
	for more := !p.next(']'); more && !p.bad; more = p.next(',') {
		if value(); !p.bad && p.next(']') {
			return
		}
	}
}

// text reads a string of one line.
func (p *parser) text() string {
	s := p.string()
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			p.bad = p.bad || !utf8.ValidString(s) || !yamlfile.IsLine(s)
			break
		}
	}
	return s
}

func (p *parser) string() string {
	if p.want('"'); p.bad {
		return ""
	}
	for i := p.at; i < len(p.line); i++ {
		switch p.line[i] {
		case '"':
			s := p.line[p.at:i]
			p.at = i + 1
			return s
		case '\\':
			return p.escaped()
		}
	}
	p.bad = true
	return ""
}

// escaped reads the rest of a string that has escapes in it.
func (p *parser) escaped() (s string) {
	d := json.NewDecoder(strings.NewReader(p.line[p.at-1:]))
	if d.Decode(&s) != nil {
		p.bad = true
		return ""
	}
	p.at += int(d.InputOffset()) - 1
	return s
}

// number reads a whole number from 0 to a billion.
func (p *parser) number() (n int) {
	p.space()
	from := p.at
	for ; p.more() && p.line[p.at]-'0' < 10 && n < 1e8; p.at++ {
		n = 10*n + int(p.line[p.at]-'0')
	}
	p.bad = p.bad || p.at == from
	return n
}

// time reads a time as in RFC 3339.
func (p *parser) time() time.Time {
	s := p.string()
	if t, ok := p.plainTime(s); ok {
		return t
	}
	t, err := time.Parse(time.RFC3339, s)
	p.bad = p.bad || err != nil
	return t
}

// plainTime reads a time in the form in which Append writes it.
func (p *parser) plainTime(s string) (time.Time, bool) {
	const form = "0000-00-00T00:00:00+00:00"
	if len(s) == 20 && s[19] == 'Z' {
		s = s[:19] + "+00:00"
	}
	if len(s) != len(form) {
		return time.Time{}, false
	}
	var n [8]int // year, month, day, hour, minute, second, and the offset's hour and minute
	field := 0
	for i := range len(form) {
		if form[i] != '0' {
			if s[i] != form[i] && !(i == 19 && s[i] == '-') {
				return time.Time{}, false
			}
			field++
			continue
		}
		if s[i]-'0' > 9 {
			return time.Time{}, false
		}
		n[field] = 10*n[field] + int(s[i]-'0')
	}
	if n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 28 || n[3] > 23 || n[4] > 59 || n[5] > 59 || n[6] > 23 || n[7] > 59 {
		return time.Time{}, false // time.Parse knows the lengths of months
	}
	offset := 3600*n[6] + 60*n[7]
	if s[19] == '-' {
		offset = -offset
	}
	zone := p.zones[offset]
	if zone == nil {
		zone = time.FixedZone("", offset)
		p.zones[offset] = zone
	}
	return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, zone), true
}

// skip reads any value.
func (p *parser) skip(depth int) {
	p.space()
	switch {
	case !p.more() || depth > 16:
		p.bad = true
	case p.line[p.at] == '"':
		p.string()
	case p.line[p.at] == '{':
		p.object(func(string) { p.skip(depth + 1) })
	case p.line[p.at] == '[':
		p.list(func() { p.skip(depth + 1) })
	default:
		end := strings.IndexAny(p.line[p.at:], ",]} \t\r")
		if end < 0 {
			end = len(p.line) - p.at
		}
		p.bad = p.bad || !json.Valid([]byte(p.line[p.at:p.at+end]))
		p.at += end
	}
}
