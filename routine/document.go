package routine

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"uncramp/routine/yamlfile"
)

// document is a routine file being read. Its methods panic with a *Fault,
// which [Parse] returns.
type document struct {
	file   string
	lines  []string
	words  map[string]string // the sentences of the script and of the file, by cue
	sorted []string          // the keys of words
	chimes []string
}

// fault returns a fault at a place of the file, with the line that stands there.
func (d *document) fault(line, column int, remedy, format string, args ...any) *Fault {
	f := &Fault{
		Place:  fmt.Sprintf("%s:%d:%d", d.file, line, column),
		Fact:   fmt.Sprintf(format, args...),
		Remedy: remedy,
	}
	if line >= 1 && line <= len(d.lines) {
		f.Source = excerpt(d.lines[line-1], column)
	}
	return f
}

// excerpt returns at most 100 letters of a line around a column, without its
// indentation.
func excerpt(line string, column int) string {
	const most = 100
	runes := []rune(line)
	from := max(0, min(column-1-most/2, len(runes)-most))
	to := min(len(runes), from+most)
	text := string(runes[from:to])
	if from > 0 && strings.TrimSpace(string(runes[:from])) != "" {
		text = "..." + text
	}
	if to < len(runes) && strings.TrimSpace(string(runes[to:])) != "" {
		text += "..."
	}
	return strings.TrimSpace(text)
}

func (d *document) fail(n ast.Node, remedy, format string, args ...any) {
	at := position(n)
	panic(d.fault(at.line, at.column, remedy, format, args...))
}

// failErr fails with an error that was found in a value.
func (d *document) failErr(n ast.Node, err error) {
	if f := (*Fault)(nil); errors.As(err, &f) {
		d.fail(n, f.Remedy, "%s", f.Fact)
	}
	d.fail(n, "", "%v", err)
}

type place struct{ line, column int }

// position returns a node's place; for a mapping or list that of its first entry.
func position(n ast.Node) place {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return position(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return position(n.Key)
	case *ast.SequenceNode:
		if len(n.Values) > 0 {
			return position(n.Values[0])
		}
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{1, 1}
}

func (d *document) place(n ast.Node) string {
	at := position(n)
	return fmt.Sprintf("%s:%d:%d", d.file, at.line, at.column)
}

// keyed is a mapping whose keys are legal.
type keyed struct {
	d      *document
	node   ast.Node
	keys   []string // in the order of the file
	values map[string]ast.Node
}

// mapping reads a mapping and fails for keys other than these.
func (d *document) mapping(n ast.Node, legal ...string) keyed {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.fail(n, "", "must be a mapping with some of %s", strings.Join(legal, ", "))
	}
	k := keyed{d, n, nil, map[string]ast.Node{}}
	for it := m.MapRange(); it.Next(); {
		key := d.text(it.Key())
		if !slices.Contains(legal, key) {
			remedy := didYouMean(key, legal)
			if remedy == "" {
				remedy = "known here: " + strings.Join(legal, ", ")
			}
			d.fail(it.Key(), remedy, "unknown key %q", key)
		}
		if k.values[key] != nil {
			d.fail(it.Key(), "", "%q stands here twice", key)
		}
		k.keys = append(k.keys, key)
		k.values[key] = it.Value()
	}
	return k
}

// get returns the value of a key, nil if there is none.
func (k keyed) get(key string) ast.Node { return k.values[key] }

// need returns the value of a key, and fails if there is none.
func (k keyed) need(key string) ast.Node {
	v := k.values[key]
	if v == nil {
		k.d.fail(k.node, "uncramp routine show prints a whole routine", "%q is missing", key)
	}
	return v
}

// list reads a list. A single value is a list of one.
func (d *document) list(n ast.Node) []ast.Node {
	if s, ok := n.(*ast.SequenceNode); ok {
		return s.Values
	}
	return []ast.Node{n}
}

// text reads a scalar of one line that is not empty.
func (d *document) text(n ast.Node) string {
	text := ""
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		text = n.GetToken().Value
	case *ast.LiteralNode:
		text = strings.TrimSpace(n.Value.Value)
	}
	switch {
	case text == "":
		d.fail(n, "", "must be a text")
	case !yamlfile.IsLine(text):
		d.fail(n, "", "%q: must be one line, without control characters", text)
	}
	return text
}

func (d *document) integer(n ast.Node, from, to int) int {
	v, err := strconv.Atoi(d.text(n))
	if err != nil || v < from || v > to {
		d.fail(n, "", "%q: must be a number from %d to %d", d.text(n), from, to)
	}
	return v
}

func (d *document) duration(n ast.Node) time.Duration {
	v, err := ParseDuration(d.text(n))
	if err != nil {
		d.failErr(n, err)
	}
	return v
}
