using Piku.Specs.Support;
using Piku.Ssh.Migration;
using Xunit;
using static Piku.Specs.Migration.Old;

namespace Piku.Specs.Migration;

public sealed class MigrationTextSpecs
{
    [Fact]
    public void What_is_said_of_apps_and_what_is_left_to_do_is_what_was_approved() => Approved.Matches(
        string.Join('\n',
        [
            .. MigrationText.Of(
                Taken(Found(App() with
                {
                    Settings = "NGINX_SERVER_NAME=blog.example.org\nDB=$DATA_ROOT/db\nPIKU_AUTO_RESTART=false\n",
                    Scaling = "web:2\n",
                    Untracked = ["db.sqlite3", "uploads/", "__pycache__/"],
                    LiveSettings = "PORT=41234\n",
                })),
                Root, Here),
            .. MigrationText.Of(Taken(Found(App("shop") with { Vassals = [], HasData = false })), Root, Here),
            .. MigrationText.Of(new Adoption.Held("Bad_Name", "'Bad_Name' cannot be an app's name."), Root, Here),
            .. MigrationText.Of(new Adoption.Here(Samples.Blog), Root, Here),
            .. MigrationText.Keys(Root, [new OldKey("anna", "")], isShared: false, areTaken: false),
            .. MigrationText.Keys(Root, [new OldKey("anna", "")], isShared: true, areTaken: false),
            .. MigrationText.Keys(Root, [new OldKey("anna", "")], isShared: true, areTaken: true),
            .. MigrationText.Keys(Root, [], isShared: false, areTaken: false),
            .. MigrationText.Checklist(Root, Here),
        ]),
        "migration.txt");

    [Fact]
    public void Nothing_that_a_folder_is_named_moves_a_terminals_cursor() =>
        Assert.Equal("bad?[2Jname: left out", MigrationText.Of(new Adoption.Held("bad\e[2Jname", ""), Root, Here).First());
}
