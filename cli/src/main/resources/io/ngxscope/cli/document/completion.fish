# Completion of ngxscope for fish, made from its commands.

function __ngxscope_first
    set -l words (commandline -opc)
    test (count $words) -eq 1
end

function __ngxscope_after
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

# Masters and workers of nginx, by their titles in /proc; the last one of a list such as 17,42.
function __ngxscope_pids
    set -l earlier (string match -r '.*,' -- (commandline -ct))
    for folder in /proc/[0-9]*
        set -l title (string split0 <$folder/cmdline 2>/dev/null)[1]
        if string match -q -r '^nginx: (master|worker)' -- "$title"
            printf '%s%s\t%s\n' "$earlier" (string replace /proc/ '' $folder) $title
        end
    end 2>/dev/null
end

complete -c ngxscope -f
@LINES@
