package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.org/hello/greeting"
)

func main() {
	http.HandleFunc("/", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, greeting.From(os.Getenv("APP")))
	})
	log.Fatal(http.ListenAndServe(os.Getenv("BIND_ADDRESS")+":"+os.Getenv("PORT"), nil))
}
