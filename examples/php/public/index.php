<?php
// The front controller: whatever is neither a script nor a file comes here.
header('Content-Type: text/plain');
echo 'Hello from ', getenv('APP'), ' at ', $_SERVER['REQUEST_URI'], "\n";
