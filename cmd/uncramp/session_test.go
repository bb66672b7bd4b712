package main

import "testing"

// TestAsCalled: the line that goes on from a loss has what the session was
// asked for with, in a form that a shell reads.
func TestAsCalled(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "uncramp"},
		{[]string{"right", "--hold=20s"}, "uncramp right --hold 20s"},
		{[]string{"--from", "1:00", "--rounds", "4", "--plain"}, "uncramp --rounds 4 --plain"},
		{[]string{"both", "--bed", "my rain.mp3"}, "uncramp both --bed 'my rain.mp3'"},
		{[]string{"--bed", "it's $5.mp3"}, `uncramp --bed 'it'\''s $5.mp3'`},
	} {
		c := playCommand("play", uninterrupted(t))
		if err := c.ParseFlags(tt.args); err != nil {
			t.Fatal(err)
		}
		if got := asCalled(c, c.Flags().Args()); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.args, got, tt.want)
		}
	}
}
