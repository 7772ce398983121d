#compdef ngxscope
# Completion of ngxscope for zsh, made from its commands.

# Masters and workers of nginx, by their titles in /proc; the last one of a list such as 17,42.
_ngxscope_pids() {
  local folder title
  local -a pids
  for folder in /proc/<->(N); do
    title=
    IFS= read -r -d $'\0' title 2>/dev/null <$folder/cmdline
    case $title in
      'nginx: master'* | 'nginx: worker'*) pids+=("${folder:t}:${title//:/\\:}") ;;
    esac
  done 2>/dev/null
  compset -P '*,'
  _describe -t pids 'process of nginx' pids -S ''
}

_ngxscope() {
  local -a commands
  commands=(
    @COMMANDS@
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    @CASES@
    help) _describe -t commands 'command' commands ;;
  esac
}

_ngxscope "$@"
