package routine

import (
	"encoding/json"
	"maps"
	"slices"
)

// Schema returns a JSON schema (draft 2020-12) of routine files, by which editors
// complete and check them. It is made from the tables that [Parse] reads.
func Schema(script Script) []byte {
	var steps []any
	for _, v := range verbs {
		steps = append(steps, objectSchema(v.fields))
	}
	top := objectSchema(topFields)
	maps.Copy(top, schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "A routine of uncramp",
		"$defs": schema{
			"step":  schema{"anyOf": steps},
			"chime": schema{"enum": script.Chimes},
			"cue":   schema{"anyOf": []any{schema{"enum": slices.Sorted(maps.Keys(script.Words))}, schema{"type": "string"}}},
		},
	})
	text, err := json.MarshalIndent(top, "", "  ")
	if err != nil {
		panic(err) // maps of strings and numbers always have a text
	}
	return append(text, '\n')
}

// objectSchema returns the schema of a mapping with these fields.
func objectSchema[T any](fields []field[T]) schema {
	properties, needed := schema{}, []string{}
	for _, f := range fields {
		s := maps.Clone(f.schema)
		s["description"] = f.doc
		properties[f.name] = s
		if f.needed {
			needed = append(needed, f.name)
		}
	}
	return schema{"type": "object", "properties": properties, "required": needed, "additionalProperties": false}
}
