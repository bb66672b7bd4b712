package routine
import ("testing";"os")
func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"routines/buttock.yaml", "routines/breathing.yaml", "testdata/everything.yaml"} {
		src, _ := os.ReadFile(name); s:=scriptOf(fixture())
		b.Run(name, func(b *testing.B){ for b.Loop() { Parse("x", src, s) } })
	}
	s:=scriptOf(fixture())
	b.Run("small", func(b *testing.B){ for b.Loop() { Parse("x", []byte("uncramp: 1\nname: x\nround: [{breathe: 1m, breath: 4-7-8, at: {half: steady}}, {hold: 9s}, {rest: 9s, next: rest}]"), s) } })
}
func BenchmarkPlan(b *testing.B) {
	for i, h := range shapes(b) { _ = i
		b.Run(h.r.Name, func(b *testing.B){ for b.Loop() { h.r.Plan(h.s,h.lib) } })
	}
}
