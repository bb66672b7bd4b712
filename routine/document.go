package routine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"uncramp/routine/yamlfile"
)

// document is a routine file being read. What is wrong is noted, and reading goes
// on with a zero value in its place.
type document struct {
	file   string
	lines  []string
	words  map[string]string // the sentences of the script and of the file, by cue
	anyCue bool              // the sentences of the file cannot be read, so any cue may be one
	chimes map[string]string // each name to itself
	sides  []Side            // that the step being read can be for
	found  []*Fault
}

// fault notes a fault at a place, with the line that stands there.
func (d *document) fault(line, column int, remedy, format string, args ...any) {
	f := &Fault{Place: d.place(line, column), Fact: fmt.Sprintf(format, args...), Remedy: remedy, line: line, column: column}
	if line >= 1 && line <= len(d.lines) {
		f.Source = strings.TrimSpace(d.lines[line-1])
	}
	d.found = append(d.found, f)
}

// fail notes a fault at a node.
func (d *document) fail(n ast.Node, remedy, format string, args ...any) {
	line, column := position(n)
	d.fault(line, column, remedy, format, args...)
}

// faults returns what was found, sorted by place; nil if there is nothing.
func (d *document) faults() error {
	if len(d.found) == 0 {
		return nil
	}
	slices.SortStableFunc(d.found, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	return newFaults(d.found)
}

// position returns a node's line and column; for a mapping or list those of its
// first entry.
func position(n ast.Node) (line, column int) {
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
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

// entry is a key of a mapping with its value.
type entry struct {
	name       string
	key, value ast.Node
}

// entries returns the entries of a mapping in the order of the file, and whether the
// node is a mapping. It notes a key that stands twice as a fault.
func (d *document) entries(n ast.Node) (all []entry, ok bool) {
	m, ok := n.(ast.MapNode)
	if !ok {
		return nil, false
	}
	for it := m.MapRange(); it.Next(); {
		e := entry{d.text(it.Key()), it.Key(), it.Value()}
		switch {
		case e.name == "":
		case slices.ContainsFunc(all, func(o entry) bool { return o.name == e.name }):
			d.fail(e.key, "", "%q stands here twice", e.name)
		default:
			all = append(all, e)
		}
	}
	return all, true
}

// valueOf returns the value of a key in a mapping, nil if there is none.
func valueOf(n ast.Node, key string) ast.Node {
	m, ok := n.(ast.MapNode)
	if !ok {
		return nil
	}
	for it := m.MapRange(); it.Next(); {
		if it.Key().GetToken().Value == key {
			return it.Value()
		}
	}
	return nil
}

// list returns the entries of a list. A single value is a list of one.
func list(n ast.Node) []ast.Node {
	if s, ok := n.(*ast.SequenceNode); ok {
		return s.Values
	}
	return []ast.Node{n}
}

// text reads a scalar of one line that is not empty. It returns "" for anything
// else.
func (d *document) text(n ast.Node) string {
	text, mark := "", ""
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		text = n.GetToken().Value
	case *ast.LiteralNode:
		text = strings.TrimSpace(n.Value.Value)
	case *ast.MappingNode:
		if len(n.Values) == 1 && n.IsFlowStyle && n.Values[0].Value.Type() == ast.NullType {
			mark = "{" + n.Values[0].Key.GetToken().Value + "}"
		}
	}
	switch {
	case text != "" && yamlfile.IsLine(text):
		return text
	case text != "":
		d.fail(n, "", "%q: must be one line, without control characters", text)
	case mark != "":
		d.fail(n, fmt.Sprintf("quote it: %q", mark), "%s is a mapping for YAML, not a text", mark)
	case n.Type() == ast.NullType:
		d.fail(n, "", "nothing stands here")
	default:
		d.fail(n, "", "must be a text")
	}
	return ""
}
