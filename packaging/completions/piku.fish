# Completion of piku for fish: it asks piku, which on a developer's machine asks the box.
function __piku_candidates
    set -l words (commandline -opc)
    piku complete $words[2..] (commandline -ct) 2>/dev/null
end
complete -c piku -f -a '(__piku_candidates)'
