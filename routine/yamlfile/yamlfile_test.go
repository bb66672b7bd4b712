package yamlfile

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, src, want, fault string }{
		{"empty", "", "", ""},
		{"UTF-8", "a: ä\n", "a: ä\n", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbfa: ä\n", "a: ä\n", ""},
		{"UTF-16, little endian", "\xff\xfea\x00:\x00 \x00\xe4\x00=\xd8\x00\xde", "a: ä\U0001f600", ""},
		{"UTF-16, big endian", "\xfe\xff\x00a\x00:\x00 \x00\xe4", "a: ä", ""},
		{"half a character", "\xff\xfea\x00b", "a\ufffd", ""},
		{"UTF-16 without a mark", "a\x00", "a\x00", "1:2: a control character, U+0000: a text has none"},
		{"Windows", "a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n", ""},
		{"an old Macintosh", "a: 1\rb: 2\r", "a: 1\nb: 2\n", ""},
		{"Latin-1", "a: 1\nä: \xe4", "a: 1\nä: \xe4", "2:4: not UTF-8: save the file as UTF-8"},
		{"an unknown character", "a: \ufffd", "a: \ufffd", ""},
		{"a control character", "a:\n\t\x1b[2J", "a:\n\t\x1b[2J", "2:2: a control character, U+001B: a text has none"},
		{"a control character of 8 bits", "a: \u009b2J", "a: \u009b2J", "1:4: a control character, U+009B: a text has none"},
		{"too long", strings.Repeat("#", MaxSize+1), "", "too long: such a file has at most 262144 bytes"},
	} {
		got, err := Text([]byte(tt.src))
		fault := ""
		if err != nil {
			fault = err.Error()
		}
		if got != tt.want || fault != tt.fault {
			t.Errorf("%s: got %q, %s, want %q, %s", tt.name, got, fault, tt.want, tt.fault)
		}
	}
}

// TestBounds: what the parser would take minutes for is refused within a second.
func TestBounds(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, MaxSize/len(s)) }
	for _, tt := range []struct {
		src   string
		fault string
	}{
		{fill("["), "1:33: brackets in brackets, more than 32 deep"},
		{fill("]["), "1:20001: too much for one file"},
		{fill("]") + fill("["), "1:20001: too much for one file"},
		{fill("{a: "), "1:129: brackets in brackets, more than 32 deep"},
		{fill("- "), "1:40001: too much for one file"},
		{fill("? "), "1:40001: too much for one file"},
		{fill("a: "), ""},
		{strings.Repeat("[", 32), "1:32: sequence end token ']' not found"},
		{strings.Repeat("- ", 19000), ""},
		{strings.Repeat("? ", 19000), ""},
		{strings.Repeat("a: ", 6000), ""},
		{"'[[[[' # " + fill("["), ""},
	} {
		began := time.Now()
		_, err := Parse(tt.src)
		took := time.Since(began)
		fault := ""
		if err != nil {
			fault = err.Error()
		}
		if tt.fault != "" && fault != tt.fault {
			t.Errorf("%.5q: got %s, want %s", tt.src, fault, tt.fault)
		}
		if took > 10*time.Second { // half a second, on a machine that is not busy
			t.Errorf("%.5q: it took %v", tt.src, took)
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ src, fault string }{
		{"a: 1", ""},
		{"# nothing", ""},
		{"a: [", "1:4: sequence end token ']' not found"},
		{"a: 1\n---\nb: 2", "it must be one YAML document"},
		{"a: 1\nb: x", "2:4: \"x\" is not of the kind that belongs here"},
		{"c: 1", "1:1: unknown field \"c\""},
		{"a: &x 1\nb: *x", "1:4: an anchor (&): put text that begins with & into quotes"},
		{"a: *x", "1:4: an alias (*): write the value out, or put text that begins with * into quotes"},
		{"<<: {a: 1}", "1:1: a merge key (<<): write the keys out"},
		{"a: !!int 1", "1:4: a tag (!): leave it out, or put text that begins with ! into quotes"},
		{"%YAML 1.2\n---\na: 1", "1:1: a directive (%): leave the line out, or put text that begins with % into quotes"},
		{"a: 1 # &x *y !z %w", ""},
	} {
		var to struct{ A, B int }
		body, err := Parse(tt.src)
		if err == nil && body != nil {
			err = Decode(body, &to)
		}
		f := (*Fault)(nil)
		if (err != nil) != (tt.fault != "") || err != nil && (!errors.As(err, &f) || err.Error() != tt.fault) {
			t.Errorf("%q: got %v, want %s", tt.src, err, tt.fault)
		}
	}
	body, err := Parse("a: 1\nname: x\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		body ast.Node
		key  string
		want string
	}{{body, "name", "2:1: x"}, {body, "none", "x"}, {nil, "name", "x"}} {
		if got := At(tt.body, tt.key, "x").Error(); got != tt.want {
			t.Errorf("at %s: %s, want %s", tt.key, got, tt.want)
		}
	}
}

func TestIsLine(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "Left knee": true, "Knie an die Brust, “ganz”": true, "שלום\u200f": true, "two\nlines": false, "\x1b[31m": false, "\u202egnp": false, "\u2066x": false, "a\u2028b": false, "\u009b": false,
	} {
		if got := IsLine(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// FuzzParse: whatever the file, it is read or a fault.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "a: 1", "\xff\xfea\x00", "a: [", "&a [*a]", "? x\n: y", "- - -\n \t"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		text, err := Text(src)
		if err == nil {
			var to map[string]any
			var body ast.Node
			if body, err = Parse(text); err == nil && body != nil {
				err = Decode(body, &to)
			}
		}
		if f := (*Fault)(nil); err != nil && !errors.As(err, &f) {
			t.Fatalf("%v", err)
		}
	})
}
