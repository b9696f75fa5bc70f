<?php
header('Content-Type: text/plain');
echo "The shop\n";
