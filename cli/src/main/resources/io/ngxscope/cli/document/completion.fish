# Completion of ngxscope for fish, made from its commands.

function __ngxscope_first
    set -l words (commandline -opc)
    test (count $words) -eq 1
end

function __ngxscope_after
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

# Masters and workers of nginx, by their titles; the last one of a list such as 17,42.
function __ngxscope_pids
    set -l earlier (string match -r '.*,' -- (commandline -ct))
    pgrep -af '^nginx: (master|worker)' 2>/dev/null | while read -l pid title
        printf '%s%s\t%s\n' "$earlier" $pid "$title"
    end
end

complete -c ngxscope -f
@LINES@
