package routine

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// field is a key that a mapping can have, with what it stores in a value.
type field[T any] struct {
	name, doc string
	needed    bool
	schema    schema
	read      func(d *document, n ast.Node, to *T)
}

// key returns the field that stores what a kind reads.
func key[T, V any](name string, k kind[V], to func(*T) *V, doc string) field[T] {
	return field[T]{name, doc, false, k.schema, func(d *document, n ast.Node, t *T) { *to(t) = k.read(d, n) }}
}

// must returns the field of a key that has to be there.
func (f field[T]) must() field[T] {
	f.needed = true
	return f
}

// object reads a mapping with these fields, in their order, and returns the nodes
// of its values.
func object[T any](d *document, n ast.Node, fields []field[T], to *T) map[string]ast.Node {
	all, ok := d.entries(n)
	if !ok {
		d.fail(n, "", "must be a mapping with some of %s", strings.Join(names(fields), ", "))
		return nil
	}
	given, meant := map[string]ast.Node{}, map[string]bool{}
	for _, e := range all {
		if !slices.ContainsFunc(fields, func(f field[T]) bool { return f.name == e.name }) {
			legal := names(fields)
			remedy := didYouMean(e.name, legal)
			if remedy == "" || stepKeys[e.name] { // which belongs to another step
				remedy = "known here: " + strings.Join(legal, ", ")
			}
			meant[Nearest(e.name, legal)] = true
			d.fail(e.key, remedy, "unknown key %q", e.name)
			continue
		}
		given[e.name] = e.value
	}
	for _, f := range fields {
		switch v := given[f.name]; {
		case v != nil:
			f.read(d, v, to)
		case f.needed && !meant[f.name]:
			d.fail(n, "uncramp routine show prints a whole routine", "%q is missing", f.name)
		}
	}
	return given
}

func names[T any](fields []field[T]) (all []string) {
	for _, f := range fields {
		all = append(all, f.name)
	}
	return all
}
