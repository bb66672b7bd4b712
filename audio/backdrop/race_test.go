//go:build race

package backdrop

func init() { raced = true }
