package process

import "strconv"

// unnamed says that a file stays open to others without a name in any folder.
const unnamed = true

// descriptor returns the name by which a program opens its i-th extra file anew.
func descriptor(i int) string { return "/dev/fd/" + strconv.Itoa(3+i) }
