package routine

import "testing"

// TestRamps: the gain at an offset, and how long it stays, by hand.
func TestRamps(t *testing.T) {
	const never = 1<<63 - 1
	r := Ramps{{100, 10, 1, 0}, {200, 20, 0, 0.5}}
	for _, tt := range []struct {
		at    Samples
		gain  float64
		until Samples
	}{
		{0, 1, 100}, {99, 1, 100}, {109, 0.00615582970243117, 109}, {110, 0, 200}, {199, 0, 200}, {220, 0.5, never}, {1000, 0.5, never},
	} {
		if gain, until := r.At(tt.at, 1); gain-tt.gain > 1e-12 || tt.gain-gain > 1e-12 || until != tt.until {
			t.Errorf("at %d: %v until %d, want %v until %d", tt.at, gain, until, tt.gain, tt.until)
		}
	}
	// Another one begins where they are by then, and what was to come does not.
	if got, _ := r.At(105, 1); r.then(105, 10, 1, 1)[1].From != got || len(r.then(105, 10, 1, 1)) != 2 {
		t.Errorf("then: %v", r.then(105, 10, 1, 1))
	}
}
