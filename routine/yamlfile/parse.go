package yamlfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The parser's time grows with the square of the number of tokens, and with the
// cube of the depth of brackets. Within these bounds it takes half a second at
// most.
const (
	maxTokens = 20000
	maxDepth  = 32
)

// Parse returns the document of a text, or nil if the text is empty. An error is a
// [Fault].
func Parse(text string) (body ast.Node, err error) {
	defer catch(&err)
	tokens := lexer.Tokenize(text)
	if err := check(tokens); err != nil {
		return nil, err
	}
	// A key that stands twice is for the reader to refuse, with all else that is wrong.
	tree, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
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

// catch turns a panic of the parser into a fault: on files that are no YAML it
// can index past its tokens.
func catch(err *error) {
	if recover() != nil {
		*err = &Fault{Fact: "the YAML cannot be read"}
	}
}

// unused says what to write instead of the parts of YAML that these files have no
// use for.
var unused = map[token.Type]string{
	token.AnchorType:    "an anchor (&): put text that begins with & into quotes",
	token.AliasType:     "an alias (*): write the value out, or put text that begins with * into quotes",
	token.MergeKeyType:  "a merge key (<<): write the keys out",
	token.TagType:       "a tag (!): leave it out, or put text that begins with ! into quotes",
	token.DirectiveType: "a directive (%): leave the line out, or put text that begins with % into quotes",
}

// check refuses files that would keep the parser busy, and unused parts of YAML.
func check(tokens token.Tokens) error {
	depth := 0
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth = max(0, depth-1)
		}
		fact := unused[t.Type]
		switch {
		case depth > maxDepth:
			fact = fmt.Sprintf("brackets in brackets, more than %d deep", maxDepth)
		case i >= maxTokens:
			fact = "too much for one file"
		}
		if fact != "" {
			return &Fault{t.Position.Line, t.Position.Column, fact}
		}
	}
	return nil
}

// Decode stores a document in the value that to points to. A key without a field
// is a [Fault].
func Decode(body ast.Node, to any) (err error) {
	defer catch(&err)
	if err := yaml.NodeToValue(body, to, yaml.Strict()); err != nil {
		return placed(err)
	}
	return nil
}

// placed returns an error of the parser as a fault.
func placed(err error) *Fault {
	e := yaml.Error(nil)
	if !errors.As(err, &e) || e.GetToken() == nil {
		return &Fault{Fact: err.Error()}
	}
	at, fact := e.GetToken().Position, e.GetMessage()
	switch _, ofType := e.(*yaml.TypeError); {
	case strings.Contains(fact, "'\t'"):
		fact = "a tab: lines are indented with spaces"
	case ofType:
		fact = fmt.Sprintf("%q is not of the kind that belongs here", e.GetToken().Value)
	}
	return &Fault{at.Line, at.Column, fact}
}

// At returns a fault at a key of a document.
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
