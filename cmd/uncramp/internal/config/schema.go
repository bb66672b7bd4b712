package config

import "encoding/json"

// Schema returns a JSON Schema of the file, by which editors complete and check.
func Schema(keys []Key) []byte {
	properties := map[string]any{}
	for _, k := range keys {
		p := map[string]any{"description": k.Doc, "type": []string{"string", "number"}}
		if k.Bool {
			p["type"] = "boolean"
		}
		if len(k.Values) > 0 {
			p["type"], p["enum"] = "string", k.Values
		}
		properties[k.Name] = p
	}
	b, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "uncramp's defaults",
		"type": "object", "additionalProperties": false, "properties": properties,
	}, "", "  ")
	if err != nil {
		panic(err) // it is made of texts alone
	}
	return append(b, '\n')
}
