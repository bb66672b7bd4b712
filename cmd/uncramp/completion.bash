# Completion of uncramp for bash, which asks the program itself. It needs no other
# package, and works with bash 3.2 and later.
_uncramp() {
	local line="${COMP_LINE:0:COMP_POINT}" words=() reply=() out last word
	read -ra words <<<"$line"
	case "$line" in
	*[[:space:]]) words+=("") ;;
	esac
	last="${words[${#words[@]}-1]}"
	out=$("${words[0]}" __complete "${words[@]:1}" 2>/dev/null) || return
	local rule="${out##*:}" # the last line is :RULE
	case "$last" in
	-*=*) last="${last#*=}" ;; # what is completed is the value
	esac
	while IFS= read -r word; do
		word="${word%%$'\t'*}" # without its description
		case "$word" in
		:*) ;;
		"$last"*) reply+=("$word") ;;
		esac
	done <<<"$out"
	# Readline replaces only what is behind a : or =.
	case "$last" in
	*:*) reply=("${reply[@]#"${last%"${last##*:}"}"}") ;;
	esac
	COMPREPLY=("${reply[@]}")
	if ((${#COMPREPLY[@]} == 0 && (rule & 4) == 0)); then # files, where they may stand
		while IFS= read -r word; do
			COMPREPLY+=("$word")
		done < <(compgen -f -- "$last")
		compopt -o filenames 2>/dev/null
	elif ((rule & 2)); then
		compopt -o nospace 2>/dev/null
	fi
}
complete -F _uncramp uncramp
