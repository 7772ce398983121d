# Types a line into an interactive zsh with the completions of a folder, presses Tab, and prints what the terminal
# shows then: zsh -f zsh-complete.zsh FOLDER LINE
zmodload zsh/zpty || exit 1
zpty shell zsh -f -i
zpty -w shell "PROMPT=; unset zle_bracketed_paste; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; \
zstyle ':completion:*' menu no; setopt no_list_beep; print 'rea''dy'"
zpty -r -m shell out '*ready*' || exit 1
zpty -n -w shell "$2"$'\t'
# The widget comes after the completion in the queue of keys, so that it is the sign that this one is done.
zpty -n -w shell $'\C-a\C-k'
zpty -w shell "print 'do''ne'"
zpty -r -m shell out '*done*' || exit 1
print -r -- "$out"
