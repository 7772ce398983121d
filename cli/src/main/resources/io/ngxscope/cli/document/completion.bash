# Completion of ngxscope for bash, made from its commands. No process is started for it.

# Masters and workers of nginx, by their titles in /proc.
_ngxscope_pids() {
  local folder title
  for folder in /proc/[0-9]*; do
    title=
    IFS= read -r -d '' title 2>/dev/null <"$folder/cmdline"
    case $title in
      'nginx: master'* | 'nginx: worker'*) echo "${folder#/proc/}" ;;
    esac
  done 2>/dev/null
}

# Files whose names begin like this: all, or those with a suffix; and folders to go on with.
_ngxscope_files() {
  local name
  compgen -f -- "$cur" | while IFS= read -r name; do
    if [ -d "$name" ]; then
      echo "$name/"
    else
      case $name in *"$1") echo "$name" ;; esac
    fi
  done
}

_ngxscope() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local options='' pids='' recordings='' files='' others='' arguments='' words='' kind=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W '@COMMANDS@ help --help --version' -- "$cur")
    return
  fi
  case ${COMP_WORDS[1]} in
    @CASES@
    help)
      words='@COMMANDS@'
      arguments=others
      ;;
  esac
  case $before in
    -*)
      for kind in pids recordings files others; do
        case ${!kind} in *" $before "*) break ;; esac
        kind=
      done
      ;;
  esac
  if [ -z "$kind" ]; then
    case $cur in
      -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur") ;;
      *) kind=$arguments ;;
    esac
  fi
  case $kind in
    pids)
      # The last one of a list such as 17,42.
      local earlier=
      case $cur in *,*) earlier=${cur%,*}, ;; esac
      mapfile -t COMPREPLY < <(compgen -P "$earlier" -W "$(_ngxscope_pids)" -- "${cur##*,}")
      compopt -o nospace 2>/dev/null
      ;;
    recordings | files)
      local suffix=
      [ "$kind" = files ] || suffix=.ngxr
      mapfile -t COMPREPLY < <(_ngxscope_files "$suffix")
      compopt -o filenames 2>/dev/null
      case ${#COMPREPLY[@]}${COMPREPLY[0]-} in 1*/) compopt -o nospace 2>/dev/null ;; esac
      ;;
    others) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
  esac
  if [ "${#COMPREPLY[@]}" -eq 0 ] && [ -z "$kind" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  fi
}

complete -F _ngxscope ngxscope
