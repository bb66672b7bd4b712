package soundserver

import (
	"runtime"
	"strings"
	"testing"
)

// attempts is how often a test may be done again because of its server.
const attempts = 3

// OnEach runs a test on a server of each kind, side by side with others.
//
// A PipeWire that a busy machine kept from a cycle of 20 ms leaves it out, or
// an ear of it, and says so. Then it did not play what it was given: a test that
// failed is done again, on another server. One that failed on a server that
// missed nothing has failed.
func OnEach(t *testing.T, format Format, test func(testing.TB, *Server)) {
	t.Parallel()
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			on(t, kind, format, test)
		})
	}
}

func on(t testing.TB, kind Kind, format Format, test func(testing.TB, *Server)) {
	t.Helper()
	for n := 1; ; n++ {
		s := kind.Start(t, format)
		a := &attempt{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			test(a, s)
		}()
		<-done
		switch {
		case !a.failed:
			return
		case s.missed() == 0 || n == attempts:
			t.FailNow()
		}
		t.Logf("attempt %d failed on a server that missed %d cycles: once more", n, s.missed())
		s.Kill()
	}
}

// missed is how many cycles a PipeWire says its clients were too late for, so far.
func (s *Server) missed() int { return strings.Count(s.said.String(), "client too slow") }

// attempt is a test that may be done again: it keeps its failure to itself.
type attempt struct {
	testing.TB
	failed bool
}

func (a *attempt) Failed() bool { return a.failed }
func (a *attempt) Fail()        { a.failed = true }

func (a *attempt) FailNow() {
	a.Fail()
	runtime.Goexit()
}

func (a *attempt) Error(args ...any) {
	a.Helper()
	a.Log(args...)
	a.Fail()
}

func (a *attempt) Errorf(format string, args ...any) {
	a.Helper()
	a.Logf(format, args...)
	a.Fail()
}

func (a *attempt) Fatal(args ...any) {
	a.Helper()
	a.Log(args...)
	a.FailNow()
}

func (a *attempt) Fatalf(format string, args ...any) {
	a.Helper()
	a.Logf(format, args...)
	a.FailNow()
}
