// Package config reads the file of a user's defaults: YAML, with the names of
// flags as keys. [Parse] reads it and [Schema] describes it for editors.
package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"uncramp/cmd/uncramp/internal/userfolder"
	"uncramp/routine"
	"uncramp/routine/yamlfile"
)

// Key describes a setting that a file may have.
type Key struct {
	Name   string
	Doc    string
	Bool   bool
	Values []string // the legal ones, none if there is no list of them
}

// File is a file that was read. The zero value sets nothing.
type File struct {
	Path   string
	Text   string
	values map[string]value
}

type value struct {
	text         string
	line, column int
}

// Path returns the path of this user's file, whether it exists or not.
func Path() (string, error) {
	folder, err := userfolder.Config()
	return filepath.Join(folder, "config.yaml"), err
}

// Parse reads a file that may set the keys. A file that is wrong is a [routine.Fault]
// with its place. An empty file sets nothing.
func Parse(path string, src []byte, keys []Key) (*File, error) {
	text, err := yamlfile.Text(src)
	f := &File{path, text, map[string]value{}}
	if err != nil {
		return nil, f.yamlFault(err)
	}
	body, err := yamlfile.Parse(text)
	if err != nil {
		return nil, f.yamlFault(err)
	}
	if body == nil || body.Type() == ast.NullType {
		return f, nil
	}
	m, ok := body.(ast.MapNode)
	if !ok {
		return nil, f.fault(1, 1, errors.New("must be settings, a line each, as side: right"))
	}
	for it := m.MapRange(); it.Next(); {
		at := it.Key().GetToken()
		k, err := find(keys, at.Value)
		if _, twice := f.values[k.Name]; twice {
			err = fmt.Errorf("%q stands here twice", k.Name)
		}
		if err != nil {
			return nil, f.fault(at.Position.Line, at.Position.Column, err)
		}
		at = it.Value().GetToken()
		text, err := k.read(it.Value())
		if err != nil {
			return nil, f.fault(at.Position.Line, at.Position.Column, err)
		}
		f.values[k.Name] = value{text, at.Position.Line, at.Position.Column}
	}
	return f, nil
}

func find(keys []Key, name string) (Key, error) {
	var names []string
	for _, k := range keys {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	remedy := "known here: " + strings.Join(names, ", ")
	if n := routine.Nearest(name, names); n != "" {
		remedy = fmt.Sprintf("did you mean %q?", n)
	}
	return Key{}, &routine.Fault{Fact: fmt.Sprintf("unknown setting %q", name), Remedy: remedy}
}

// read returns the text of a value, as the flag takes it.
func (k Key) read(n ast.Node) (string, error) {
	text, ok := "", true
	switch n := n.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		text = n.GetToken().Value
	default:
		ok = false
	}
	legal := k.Values
	if k.Bool {
		legal = []string{"true", "false"}
	}
	switch {
	case !ok || text == "" || !yamlfile.IsLine(text):
		return "", &routine.Fault{Fact: fmt.Sprintf("%s must be a single value", k.Name)}
	case len(legal) > 0 && !slices.Contains(legal, text):
		f := &routine.Fault{Fact: fmt.Sprintf("%s %q: must be one of %s", k.Name, text, strings.Join(legal, ", "))}
		if near := routine.Nearest(text, legal); near != "" {
			f.Remedy = fmt.Sprintf("did you mean %q?", near)
		}
		return "", f
	}
	return text, nil
}

// Value returns what the file sets a key to, and reports whether it does. A nil File sets
// nothing.
func (f *File) Value(name string) (text string, set bool) {
	if f == nil {
		return "", false
	}
	v, set := f.values[name]
	return v.text, set
}

// Line returns the line of the file that sets a key, counted from 1; 0 if none does.
func (f *File) Line(name string) int { return f.values[name].line }

// Drop forgets what the file sets a key to, because a flag beats it.
func (f *File) Drop(name string) { delete(f.values, name) }

// Blame returns err with the place of the key whose name its text begins with, if the
// file sets that key; else err itself.
func (f *File) Blame(err error) error {
	if f == nil || err == nil {
		return err
	}
	about := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "no such "), "unknown ")
	for name, v := range f.values {
		if rest, ok := strings.CutPrefix(about, name); ok && strings.IndexAny(rest, " :") == 0 {
			return f.fault(v.line, v.column, err)
		}
	}
	return err
}

// yamlFault returns an error of package yamlfile as a fault of the file.
func (f *File) yamlFault(err error) error {
	if y := (*yamlfile.Fault)(nil); errors.As(err, &y) {
		return f.fault(y.Line, y.Column, errors.New(y.Fact))
	}
	return err
}

// fault returns err as a fault at a place of the file, or of the whole file if the line
// is 0.
func (f *File) fault(line, column int, err error) error {
	fault := &routine.Fault{Place: f.Path, Fact: err.Error()}
	for e := err; e != nil && fault.Remedy == ""; e = errors.Unwrap(e) { // wrong usage has an empty hint
		if h, ok := e.(interface{ Hint() string }); ok {
			fault.Remedy = h.Hint()
		}
	}
	if lines := strings.Split(f.Text, "\n"); line > 0 {
		fault.Place = fmt.Sprintf("%s:%d:%d", f.Path, line, column)
		if line <= len(lines) && len(lines[line-1]) <= 100 {
			fault.Source = strings.TrimSpace(lines[line-1])
		}
	}
	return fault
}
