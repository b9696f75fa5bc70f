# Completion of piku for bash: it asks piku, which on a developer's machine asks the box.
# Works without the package bash-completion.
_piku() {
    local head=${COMP_LINE:0:COMP_POINT} words last cut
    read -ra words <<< "$head"
    [[ $head == *[[:space:]] ]] && words+=('')
    last=${words[${#words[@]}-1]}
    local IFS=$'\n'
    COMPREPLY=($(piku complete "${words[@]:1}" 2>/dev/null))
    # Where bash ends words at ':' and '=', it wants only what comes after the last of them.
    cut=${last##*[:=]}
    [[ $COMP_WORDBREAKS == *:* && $last == *[:=]* ]] && COMPREPLY=("${COMPREPLY[@]#"${last%"$cut"}"}")
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -F _piku piku
