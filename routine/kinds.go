package routine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// kind is what a value of a file can be: how it is read, and how a JSON schema
// describes it.
type kind[V any] struct {
	schema schema
	read   func(d *document, n ast.Node) V
}

// schema is a JSON schema, or a part of one.
type schema = map[string]any

// parsed returns the kind of texts that a function reads. Each of its errors is a
// [Fault].
func parsed[V any](s schema, parse func(string) (V, error)) kind[V] {
	return kind[V]{s, func(d *document, n ast.Node) (v V) {
		if text := d.text(n); text != "" {
			var err error
			if v, err = parse(text); err != nil {
				f := err.(*Fault)
				d.fail(n, f.Remedy, "%s", f.Fact)
			}
		}
		return v
	}}
}

// listOf returns the kind of lists of a kind, or of one such value.
func listOf[V any](k kind[V]) kind[[]V] {
	either := schema{"anyOf": []any{k.schema, schema{"type": "array", "items": k.schema, "minItems": 1}}}
	return kind[[]V]{either, func(d *document, n ast.Node) (all []V) {
		for _, v := range list(n) {
			all = append(all, k.read(d, v))
		}
		if len(all) == 0 {
			d.fail(n, "", "an empty list")
		}
		return all
	}}
}

// mapping returns the kind of mappings with some fields.
func mapping[T any](fields []field[T]) kind[T] {
	return kind[T]{objectSchema(fields), func(d *document, n ast.Node) (v T) {
		object(d, n, fields, &v)
		return v
	}}
}

func integer(from, to int) kind[int] {
	return parsed(schema{"type": "integer", "minimum": from, "maximum": to}, func(text string) (int, error) {
		v, err := strconv.Atoi(text)
		if err != nil || v < from || v > to {
			return 0, &Fault{Fact: strconv.Quote(text) + ": must be a number from " + strconv.Itoa(from) + " to " + strconv.Itoa(to)}
		}
		return v, nil
	})
}

// only returns the kind of one word, which means true.
func only(what, word string) kind[bool] {
	return parsed(schema{"const": word}, func(text string) (bool, error) {
		_, err := OneOf(what, text, []string{word})
		return err == nil, err
	})
}

// choice returns the kind of a few words.
func choice[V ~string](what string, legal []V) kind[V] {
	return parsed(schema{"enum": legal}, func(text string) (V, error) { return OneOf(what, text, legal) })
}

// sideList is the kind of a routine's sides, each at most once.
var sideList = kind[[]Side]{listOf(aSide).schema, func(d *document, n ast.Node) (sides []Side) {
	for _, side := range listOf(aSide).read(d, n) {
		if side != "" && !slices.Contains(sides, side) {
			sides = append(sides, side)
		}
	}
	return sides
}}

// The kinds of single values.
var (
	aText = parsed(schema{"type": []string{"string", "number"}}, func(text string) (string, error) { return text, nil })
	aTime = parsed(schema{"type": []string{"string", "number"}, "pattern": timePattern}, ParseDuration)
	// aLength is a time of at least [shortest].
	aLength = parsed(schema{"type": []string{"string", "number"}, "pattern": timePattern}, parseLength)
	aBreath = parsed(schema{"type": "string", "pattern": `^[0-9.]+(-[0-9.]+){1,3}$`}, parseBreath)

	aSide   = choice("side", []Side{Left, Right})
	anySide = choice("side", []Side{Left, Right, Both})
	aPhase  = choice("phase", marked)
	aBefore = choice("before", []Before{BeforeFull, BeforeShort, BeforeNone})
	anAfter = choice("after", []After{AfterFull, AfterTip, AfterShort, AfterNone})
	aWhen   = choice("when", []When{WhenTooSoon, WhenMoreCommon, WhenNotMoreCommon})
)

const timePattern = `^([0-9]*\.?[0-9]+(h|m|s|ms)?)+$`

// shortest is the least length of a setting or of a breath in or out, so that no breath
// has the length 0. longestPart is the greatest length of a part of a breath.
const (
	shortest    = time.Second
	longestPart = time.Minute
)

func parseLength(text string) (time.Duration, error) {
	t, err := ParseDuration(text)
	if err == nil && t < shortest {
		err = &Fault{Fact: strconv.Quote(text) + ": must be at least " + shortest.String()}
	}
	return t, err
}

// parseBreath reads a breath whose parts are within reason.
func parseBreath(text string) (Breath, error) {
	b, err := ParseBreath(text)
	if err == nil && (min(b.In, b.Out) < shortest || max(b.In, b.Full, b.Out, b.Empty) > longestPart) {
		return Breath{}, &Fault{Fact: "breath " + strconv.Quote(text) + ": in and out are at least " + shortest.String() + ", and no part is over " + longestPart.String()}
	}
	return b, err
}

// span returns the kind of a length of time, or of that of a setting in braces.
func span(own Setting) kind[Span] {
	mark := "{" + string(own) + "}"
	s := schema{"anyOf": []any{schema{"const": mark}, aLength.schema}}
	return parsed(s, func(text string) (Span, error) {
		if text == mark {
			return Span{Setting: own}, nil
		}
		if strings.HasPrefix(text, "{") {
			return Span{}, &Fault{Fact: strconv.Quote(text) + ": must be \"" + mark + "\" or a length of time"}
		}
		t, err := parseLength(text)
		return Span{Fixed: t}, err
	})
}
