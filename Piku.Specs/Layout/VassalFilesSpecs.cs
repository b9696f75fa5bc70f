using Piku.Reconciler.Layout;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.Layout;

public sealed class The_files_of_a_vassal
{
    /// <summary>Found when scaling a worker down took away the socket of the wsgi process of the same number.</summary>
    [Theory]
    [InlineData("blog_wsgi.2_g3", "/home/piku/.piku/run/blog.g3.2.sock")]
    [InlineData("blog_worker.2_g3", null)]
    [InlineData("blog_web.2_g3", null)]
    [InlineData("blog_junk", null)]
    public void Include_a_socket_only_where_the_process_has_one(string name, string? socket) =>
        Assert.Equal(socket, new VassalFiles(PaperWorld.Root, name).Socket);

    [Theory]
    [InlineData("blog_web.1_g3", "blog", "web.1", 3)]
    [InlineData("a-b_my_job.12_g345", "a-b", "my_job.12", 345)]
    public void Bear_the_name_of_app_process_and_generation(string text, string app, string process, int generation)
    {
        Assert.Equal(new VassalName(app, process, generation), VassalName.TryParse(text));
        Assert.Equal(text, new VassalName(app, process, generation).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("blog")]
    [InlineData("blog_web.1")]
    [InlineData("blog_web_g1")]
    [InlineData("blog_web.x_g1")]
    [InlineData("blog_.1_g1")]
    public void Of_somebody_else_have_no_such_name(string text) => Assert.Null(VassalName.TryParse(text));
}
