package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestStatic: the program built with -tags static needs no library and no file. In an
// empty folder it writes the same session.
func TestStatic(t *testing.T) {
	root := t.TempDir()
	static := filepath.Join(root, "uncramp")
	build := exec.Command("go", "build", "-tags", "static", "-o", static, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := elf.Open(static)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("asks for a program interpreter")
		}
	}
	if libraries, err := file.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("needs %v, %v", libraries, err)
	}

	args := append([]string{"render", "-o", "session.wav"}, shortSession...)
	inside := exec.Command("/uncramp", args...)
	inside.Dir, inside.Env = "/", []string{"PATH=/"}
	inside.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	out, err := inside.CombinedOutput()
	if os.IsPermission(err) {
		t.Skip("no right to chroot:", err)
	}
	if err != nil || !strings.HasPrefix(string(out), "wrote session.wav") {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(root, "session.wav"))
	if err != nil {
		t.Fatal(err)
	}
	want := uncramp(t, append([]string{"render", "-o", "-"}, shortSession...)...)
	if string(got) != want.stdout {
		t.Error("the session differs from that of the usual program")
	}
}
