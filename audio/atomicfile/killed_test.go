package atomicfile

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// replaceForever is an environment variable. This test binary, started with it, replaces
// a folder again and again until it is killed.
const replaceForever = "ATOMICFILE_TEST_REPLACE"

func TestMain(m *testing.M) {
	if os.Getenv(replaceForever) != "" {
		for n := 0; ; n++ {
			if err := replaceBoth(fmt.Sprint(n)); err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			fmt.Println("replaced")
		}
	}
	os.Exit(m.Run())
}

// replaceBoth replaces the folder "dir" by one with two files.
func replaceBoth(name string) error {
	f, err := NewFolder("dir")
	if err != nil {
		return err
	}
	defer f.Discard()
	for _, file := range []string{name, name + "+"} {
		if err := os.WriteFile(filepath.Join(f.Path, file), nil, 0o666); err != nil {
			return err
		}
	}
	return f.Publish()
}

// TestKilled: whenever a process is killed that replaces a folder, the old one or the
// new one is there for the next, whole, and nothing else if locks tell what is left
// behind.
func TestKilled(t *testing.T) {
	t.Chdir(t.TempDir())
	for n := range 40 {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), replaceForever+"=1")
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		said := make([]byte, 8)
		out.Read(said)
		time.Sleep(time.Duration(n*n) * 3 * time.Microsecond)
		c.Process.Kill()
		c.Wait()
		if string(said) != "replaced" {
			t.Fatalf("it says %q", said)
		}
		next, err := NewFolder("dir")
		if err != nil {
			t.Fatal(err)
		}
		next.Discard()
		files := names(t, "dir")
		alone := !locks || slices.Equal(names(t, "."), []string{"dir"})
		if len(files) != 2 || files[1] != files[0]+"+" || !alone {
			t.Fatalf("it left %q, and %q in it", names(t, "."), files)
		}
	}
}
