package greeting

func From(app string) string {
	return "Hello from " + app
}
