package voicemaker

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"uncramp/routine"
)

// TestWords: what is written for a spreadsheet is read again, as any of them saves it.
func TestWords(t *testing.T) {
	script := []routine.Cue{{ID: "hold", Words: `Say "now", there.`}, {ID: "lean", Words: "Inclínese, despacio."}}
	recorded := map[string]string{"hold": "heart", "lean": "no"}
	var out strings.Builder
	if err := WriteCSV(&out, script, func(cue string) string { return recorded[cue] }); err != nil {
		t.Fatal(err)
	}
	const written = "\ufeffcue,words,recorded\nhold,\"Say \"\"now\"\", there.\",heart\nlean,\"Inclínese, despacio.\",no\n"
	if out.String() != written {
		t.Errorf("got %q", out.String())
	}
	utf16le := "\xff\xfe"
	for _, u := range utf16.Encode([]rune("cue\twords\r\nlean\tÁnimo\r\n")) {
		utf16le += string([]byte{byte(u), byte(u >> 8)})
	}
	for _, tt := range []struct{ name, file, want string }{
		{"as written", written, `hold: Say "now", there. lean: Inclínese, despacio.`},
		{"semicolons", "Cue;Words\r\nlean; Ánimo \r\n;\r\n", "lean: Ánimo"},
		{"tabs in UTF-16", utf16le, "lean: Ánimo"},
		{"other columns, more lines", "note,words,cue\nx,\"two\nlines\",lean\n", "lean: two lines"},
		{"no columns", "lean,Lean.\n", "f.csv:1: the first line must name the columns cue and words: uncramp voice script --csv prints such a file"},
		{"nothing", "", "f.csv:1: the first line must name the columns"},
		{"no words", "cue,words\nhold,Hold.\nlean\n", `f.csv:3: cue "lean" has no words`},
		{"twice", "cue,words\nlean,a\nlean,b\n", `f.csv:3: a second line for cue "lean"`},
		{"a path", "cue,words\n../lean,a\n", `f.csv:2: cue "../lean": a cue has letters, digits, - and _`},
		{"a quote", "cue,words\nlean,\"a\nhold,b\n", "f.csv:3:8: extraneous or missing"},
		{"Latin-1", "cue,words\nlean,\xc1nimo\n", "f.csv:2:6: not UTF-8"},
		{"too long", "cue,words\nlean," + strings.Repeat("a", 1<<19), "f.csv: has 524303 bytes, at most 262144 are read"},
	} {
		file := filepath.Join(t.TempDir(), "f.csv")
		write(t, file, []byte(tt.file))
		words, err := readWords(file)
		got := strings.TrimPrefix(strings.TrimSpace("hold: "+words["hold"]+" lean: "+words["lean"]), "hold:  ")
		if err != nil {
			got = strings.TrimPrefix(err.Error(), filepath.Dir(file)+string(filepath.Separator))
		}
		if err == nil && got != tt.want || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	for _, folder := range []string{t.TempDir(), t.TempDir() + "/", "/"} {
		if _, err := readWords(folder); err == nil || !strings.HasSuffix(err.Error(), ": is a directory") {
			t.Errorf("%s: %v", folder, err)
		}
	}
}

func TestParseEngine(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"espeak-ng:", `engine "espeak-ng:": its voice is missing, as in espeak-ng:VOICE`},
		{"festival:es", `engine "festival:es": must be espeak-ng:VOICE, piper:MODEL, say:VOICE, sapi:VOICE, or a command with {out}`},
		{"tool {text}", `engine "tool {text}": must be`},
		{"tool 'a {out}", `engine "tool 'a {out}": a quote ' without its end`},
		{"{out}", `engine "{out}": must begin with a program`},
		{"'' {out}", `engine "'' {out}": must begin with a program`},
		{"tool\n{out}", `engine "tool\n{out}": must be one line`},
	} {
		if _, err := ParseEngine(tt.text); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
	for text, want := range map[string]string{
		`tool`: "tool", ` a  "b 'c' d"e ''  `: "a|b 'c' de|", `C:\x y`: `C:\x|y`,
	} {
		if args, err := split(text); err != nil || strings.Join(args, "|") != want {
			t.Errorf("%q: got %q, %v, want %s", text, args, err, want)
		}
	}
	e, err := ParseEngine("sapi:Anna's ’voice’")
	if err != nil {
		t.Fatal(err)
	}
	command := e.command("", "in file", "out")
	if command[0] != "powershell" || !strings.Contains(command[4], "SelectVoice('Anna''s ’’voice’’')") || !strings.Contains(command[4], "ReadAllText('in file'") {
		t.Errorf("got %q", command)
	}
	for key, want := range map[string]string{"espeak-ng:es": "es", "espeak-ng:en-us+f3": "en-us", "espeak-ng:es-419": "es-419", "espeak-ng:mb/mb-es1": "", "piper:es": ""} {
		if got := (&Engine{key: key}).language(); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
}
