<?php
header('Content-Type: application/json');
$names = ['SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'DOCUMENT_ROOT', 'SERVER_NAME', 'HTTP_X_FORWARDED_PROTO', 'REQUEST_METHOD'];
echo json_encode(['asked' => $_GET, 'sent' => $_POST, ...array_intersect_key($_SERVER, array_flip($names))], JSON_UNESCAPED_SLASHES), "\n";
