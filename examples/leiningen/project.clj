(defproject app "1"
  :dependencies [[org.clojure/clojure "1.11.1"]]
  :main app.main
  :aot [app.main]
  :uberjar-name "app.jar")
