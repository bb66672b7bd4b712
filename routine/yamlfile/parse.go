package yamlfile

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The parser's time grows with the square of what it reads, and with the cube of
// how deep its brackets are nested. Within these it takes half a second at most.
const (
	maxTokens = 20000
	maxDepth  = 32
)

// Parse reads the one document of a text, nil where there is none. What is wrong
// is a [Fault].
func Parse(text string) (body ast.Node, err error) {
	defer unread(&err)
	tokens := lexer.Tokenize(text)
	if err := bounded(tokens); err != nil {
		return nil, err
	}
	tree, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, placed(err)
	}
	switch len(tree.Docs) {
	case 0:
		return nil, nil
	case 1:
		return tree.Docs[0].Body, nil
	}
	return nil, &Fault{Fact: "it must be one YAML document"}
}

// unread makes a panic of the parser, which can index past its tokens on files
// that are no YAML, a fault.
func unread(err *error) {
	if recover() != nil {
		*err = &Fault{Fact: "the YAML cannot be read"}
	}
}

func bounded(tokens token.Tokens) error {
	depth := 0
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(0, depth-1)
		}
		switch {
		case depth > maxDepth:
			return &Fault{t.Position.Line, t.Position.Column, fmt.Sprintf("brackets in brackets, more than %d deep", maxDepth)}
		case i >= maxTokens:
			return &Fault{t.Position.Line, t.Position.Column, "too much for one file"}
		}
	}
	return nil
}

// Decode reads a document into a value, which has a field for each of its keys.
func Decode(body ast.Node, to any) (err error) {
	defer unread(&err)
	if err := yaml.NodeToValue(body, to, yaml.Strict()); err != nil {
		return placed(err)
	}
	return nil
}

// placed is an error of the parser, with its place where there is one.
func placed(err error) *Fault {
	e := yaml.Error(nil)
	if !errors.As(err, &e) || e.GetToken() == nil {
		return &Fault{Fact: err.Error()}
	}
	at, fact := e.GetToken().Position, e.GetMessage()
	if _, ok := e.(*yaml.TypeError); ok {
		fact = fmt.Sprintf("%q is not of the kind that belongs here", e.GetToken().Value)
	}
	return &Fault{at.Line, at.Column, fact}
}

// At is a fault at a key of a document.
func At(body ast.Node, key, format string, args ...any) *Fault {
	f := &Fault{Fact: fmt.Sprintf(format, args...)}
	m, ok := body.(ast.MapNode)
	if !ok {
		return f
	}
	for it := m.MapRange(); it.Next(); {
		if t := it.Key().GetToken(); t.Value == key {
			f.Line, f.Column = t.Position.Line, t.Position.Column
		}
	}
	return f
}
